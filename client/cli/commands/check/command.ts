import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readEarlier } from '#audit/report/earlier-reports.ts';
import type { GateFile } from '#contracts/check.ts';
import type { Verdict } from '#contracts/finding.ts';
import { present } from '#contracts/present.ts';
import { TidegateError } from '#contracts/problem.ts';
import { parseDuration } from '#contracts/time.ts';
import type { ScanPlan } from '#files/check/plan.ts';
import { checkFiles, type FileCheck, type FileChecked } from '#files/check/run.ts';
import { filesNamedBy, loadGate, pinGate } from '#files/gate-file.ts';
import { dataFiles, formatOf } from '#files/reading/data-files.ts';
import { inTemporaryFolder } from '#local/temporary-folder.ts';
import { modulesIn } from '#spec/custom-modules.ts';
import type { Answer } from '../../answer.ts';
import { type AddCommand, answering, describe } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { interruptible } from '../../interruptible.ts';
import { integerOf } from '../../option-values.ts';
import { outputFile, writingTo } from '../../output-file.ts';
import { counted } from '../../words.ts';
import { showingElapsed } from './elapsed-line.ts';
import { linesOfPlan } from './plan-text.ts';
import { linesOfReport } from './text.ts';

interface Options {
  readonly data: string[];
  readonly reference?: string[];
  readonly checks?: string[];
  readonly rows?: string;
  readonly html?: string;
  readonly history?: string[];
  readonly plan?: true;
  readonly threads?: string;
  readonly memory?: string;
  readonly timeout?: string;
}

/**
 * The exit status of each verdict. Unlike other commands, this one has a status of its own for `inconclusive` and for
 * `error`.
 */
const exits = { pass: 0, fail: 1, inconclusive: 3, error: 4 } as const satisfies Record<Verdict, number>;
/** How many offending rows the HTML page shows. */
const worst = 20;

export const check: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'check',
      summary: 'Run a gate over files, without a server',
      examples: [
        ['check gate.yaml --data may.parquet', 'a line for each check, and the verdict'],
        ['check gate.yaml --data may-*.csv --reference april.csv', 'with drift against other files'],
        ['check gate.yaml --data may.ndjson --json', 'the report as one JSON document'],
        ['check gate.yaml --data may.parquet --plan', 'the scans that the gate took, with their times'],
        [
          'check gate.yaml --data may.csv --html may.html --rows offenders.csv',
          'a page for people, and the rows at fault',
        ],
      ],
    })
      .argument('<gate>', 'a gate: a name and checks')
      .option('--data <file...>', 'the rows: Parquet, CSV with a header, or NDJSON')
      .option('--reference <file...>', 'the rows that drift is measured against')
      .option('--checks <file...>', 'modules that register custom checks which name none')
      .option('--html <file>', 'write the report as a page')
      .option(
        '--history <file...>',
        'earlier reports of the gate (--json), the oldest first: the page shows how each check went',
      )
      .option('--rows <file>', 'write the rows that break checks, with their reasons: Parquet, CSV or NDJSON')
      .option('--plan', 'print the scans that the gate took in place of its findings; exits 0 where it could be run')
      .option('--threads <n>', 'threads of the engine; the report does not depend on them')
      .option('--memory <size>', 'memory of the engine, such as 2GB; more goes to disk', '1GB')
      .option('--timeout <duration>', 'stop after so long, such as 10m')
      .addHelpText(
        'after',
        '\nExits 0 where the gate passes, 1 where it fails, 3 where it is inconclusive, 4 where the engine could not\ntell, and 2 for wrong use or a gate with problems.',
      )
      .action(answering(run)),
  );
};

async function run(file: string, options: Omit<Options, 'data'> & Partial<Pick<Options, 'data'>>): Promise<Answer> {
  const { data } = options;
  if (data === undefined) throw usage('--data', 'there is nothing to check', 'no `--data`', 'one file or more');
  return runOn(file, { ...options, data });
}

async function runOn(file: string, options: Options): Promise<Answer> {
  const gate = await loadGate(file, await modulesIn(options.checks ?? []));
  if (!gate.ok) {
    const { problems } = gate;
    return { json: { problems }, text: [`${file} cannot be run.`], problems, exit: exitCodes.usage };
  }
  const checked = await showingElapsed(`${gate.value.name} on ${counted(options.data.length, 'file')}`, () =>
    interruptible((signal) =>
      inTemporaryFolder('check', (scratch) => checkIn({ scratch, file, gate: gate.value, options, signal })),
    ),
  );
  return checked.plan ? answerOfPlan(checked, checked.plan) : answerOf(options.data, checked);
}

interface Run {
  readonly scratch: string;
  readonly file: string;
  readonly gate: GateFile;
  readonly options: Options;
  readonly signal: AbortSignal;
}

async function checkIn({ scratch, file, gate, options, signal }: Run) {
  const { data, reference = [], rows, html } = options;
  const read = [file, ...data, ...reference, ...(options.checks ?? []), ...(options.history ?? [])];
  if (options.history && html === undefined)
    throw usage('--history', 'what went before is shown by a page', 'no `--html`', '`--html FILE` too');
  const earlier = await readEarlier(gate.name, options.history ?? []);
  const rowsFile = rows === undefined ? undefined : await outputFile('--rows', rows, read);
  const htmlFile = html === undefined ? undefined : await outputFile('--html', html, read);
  const rowsTo = rows === undefined ? undefined : { format: formatOf('--rows', rows), path: join(scratch, 'rows') };
  const check: FileCheck = {
    ...(await pinGate(gate, file, scratch)),
    data: await dataFiles('--data', data),
    reference: reference.length === 0 ? undefined : await dataFiles('--reference', reference),
    named: await filesNamedBy(gate, file),
    scratch,
    threads: threadsOf(options),
    memoryLimit: memoryOf(options),
    rowsTo,
    worst: html === undefined ? undefined : worst,
    timeoutMs: timeoutOf(options),
    signal,
  };
  const checked: FileChecked & { readonly plan?: ScanPlan } = options.plan
    ? await planned(check)
    : await checkFiles(check);
  if (rowsTo && rowsFile !== undefined && checked.rowsWritten)
    await writingTo('--rows', rowsFile, () => copyFile(rowsTo.path, rowsFile));
  if (htmlFile !== undefined) {
    const { checkPage } = await import('#audit/report/check-page.ts');
    const page = checkPage({ ...checked, files: data, reference, earlier, mask: gate.mask });
    await writingTo('--html', htmlFile, () => writeFile(htmlFile, page));
  }
  return checked;
}

async function planned(check: FileCheck) {
  const { planFiles } = await import('#files/check/plan.ts');
  return planFiles(check);
}

const threadsOf = ({ threads }: Options): number | undefined =>
  threads === undefined ? undefined : integerOf(threads, '--threads', { from: 1, to: 999 });

function memoryOf({ memory }: Options): string | undefined {
  if (memory === undefined || /^\d+(\.\d+)?\s*[KMGT]i?B$/i.test(memory)) return memory;
  throw usage('--memory', 'that is no size', memory, 'such as 512MB or 2GB');
}

function timeoutOf({ timeout }: Options): number | undefined {
  if (timeout === undefined) return undefined;
  const ms = parseDuration(timeout);
  if (ms !== undefined && ms > 0) return ms;
  throw usage('--timeout', 'that is no duration', timeout, 'such as 90s or 10m');
}

const usage = (path: string, message: string, observed: string, expected: string) =>
  new TidegateError({ code: 'USAGE', message, path, observed, expected });

function answerOf(files: readonly string[], { report, rows, columns, faults }: FileChecked): Answer {
  const { gate, verdict, findings, digest } = report;
  const data = { files, ...present({ rows }), ...(faults.length > 0 && { faults }) };
  return {
    json: { gate, data, verdict, findings, digest },
    text: linesOfReport(report, { ...present({ rows }), columns, faults }),
    exit: exits[verdict],
  };
}

/**
 * The answer with the scans of a gate that was run. With the verdict `error` scans may be missing, so the exit status
 * is that of an error.
 */
function answerOfPlan({ report }: FileChecked, plan: ScanPlan): Answer {
  return {
    json: { gate: report.gate, ...plan },
    text: linesOfPlan(report.gate, plan),
    exit: report.verdict === 'error' ? exits.error : exits.pass,
  };
}
