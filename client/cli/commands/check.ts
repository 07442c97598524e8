import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkFiles, type FileChecked } from '#activities/check/run.ts';
import type { Verdict } from '#contracts/finding.ts';
import { dataFiles } from '../../check/data-files.ts';
import { filesNamedBy, loadGate } from '../../check/gate-file.ts';
import type { Answer } from '../answer.ts';
import { linesOfReport } from '../check-text.ts';
import { type AddCommand, answering, describe } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';

interface Options {
  readonly data: string[];
  readonly reference?: string[];
  readonly threads?: string;
  readonly memory?: string;
}

/** The exit status of a verdict, which this command tells in more words than yes and no. */
const exits = { pass: 0, fail: 1, inconclusive: 3, error: 4 } as const satisfies Record<Verdict, number>;

export const check: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'check',
      summary: 'Run a gate over files, without a server',
      examples: [
        ['check gate.yaml --data may.parquet', 'a line for each check, and the verdict'],
        ['check gate.yaml --data may-*.csv --reference april.csv', 'with drift against other files'],
        ['check gate.yaml --data may.ndjson --json', 'the report as one JSON document'],
      ],
    })
      .argument('<gate>', 'a gate: a name and checks')
      .requiredOption('--data <file...>', 'the rows: Parquet, CSV with a header, or NDJSON')
      .option('--reference <file...>', 'the rows that drift is measured against')
      .option('--threads <n>', 'threads of the engine; the report does not depend on them')
      .option('--memory <size>', 'memory of the engine, such as 2GB; more goes to disk', '1GB')
      .addHelpText(
        'after',
        '\nExits 0 where the gate passes, 1 where it fails, 3 where it is inconclusive, 4 where the engine could not\ntell, and 2 for wrong use or a gate with problems.',
      )
      .action(answering(run)),
  );
};

async function run(file: string, options: Options): Promise<Answer> {
  const gate = await loadGate(file);
  if (!gate.ok) {
    const { problems } = gate;
    return { json: { problems }, text: [`${file} cannot be run.`], problems, exit: exitCodes.usage };
  }
  const data = await dataFiles('--data', options.data);
  const reference = options.reference && (await dataFiles('--reference', options.reference));
  const named = await filesNamedBy(gate.value, file);
  const scratch = await mkdtemp(join(tmpdir(), 'tidegate-check-'));
  try {
    const { threads, memory } = options;
    const checked = await checkFiles({
      gate: gate.value,
      data,
      reference,
      named,
      scratch,
      threads: threads === undefined ? undefined : Number(threads),
      memoryLimit: memory,
    });
    return answerOf(options.data, checked);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function answerOf(files: readonly string[], { report, rows, faults }: FileChecked): Answer {
  const { gate, verdict, findings, digest } = report;
  const data = { files, ...(rows !== undefined && { rows }), ...(faults.length > 0 && { faults }) };
  return {
    json: { gate, data, verdict, findings, digest },
    text: linesOfReport(report, data),
    exit: exits[verdict],
  };
}
