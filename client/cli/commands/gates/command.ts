import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { readReport } from '#audit/evidence.ts';
import { gateHistory, reportsNamed } from '#audit/gate-history.ts';
import { type AuditSources, catalogLog } from '#audit/sources.ts';
import type { Digest } from '#contracts/digest.ts';
import type { GateReport } from '#contracts/finding.ts';
import { misnamed } from '#contracts/misnamed.ts';
import { present } from '#contracts/present.ts';
import { TidegateError } from '#contracts/problem.ts';
import { dataFiles } from '#files/reading/data-files.ts';
import { inTemporaryFolder } from '#local/temporary-folder.ts';
import type { Answer } from '../../answer.ts';
import { type AddCommand, answering, describe } from '../../command.ts';
import { interruptible } from '../../interruptible.ts';
import { instantOf, integerOf } from '../../option-values.ts';
import { outputFile, writingTo } from '../../output-file.ts';
import { progressLine } from '../../progress-line.ts';
import { auditing } from '../../session.ts';
import { linesOfHistory } from './history-text.ts';
import { gateText } from './suggested-text.ts';

/** The operations of the group, in the order of its help. */
const operations: readonly (() => Command)[] = [() => suggest(), () => history()];

export const gates: AddCommand = (program) => {
  const group = program
    .command('gates')
    .summary('Propose a gate from data, and see what gates judged before')
    .description('Propose a gate from data, and see what gates judged before.');
  for (const operation of operations) group.addCommand(operation());
};

interface SuggestOptions {
  readonly data: string[];
  readonly history?: string[];
  readonly name: string;
  readonly out?: string;
}

const suggest = () =>
  describe({
    name: 'suggest',
    summary: 'Propose a gate that the data pass, with a reason for each check',
    examples: [
      ['gates suggest --data may.parquet', 'prints the file of a gate'],
      [
        'gates suggest --data may.csv --history march.csv --history april.csv --out gate.yaml',
        'how often each check would have failed, and drift',
      ],
    ],
  })
    .requiredOption('--data <file...>', 'the rows: Parquet, CSV with a header, or NDJSON')
    .option(
      '--history <file>',
      'an earlier window of the same data, the oldest first; may be given several times',
      collected,
    )
    .option('--name <name>', 'of the gate', 'data')
    .option('--out <file>', 'write the gate there')
    .action(answering(propose));

const collected = (file: string, before: string[] = []): string[] => [...before, file];

async function propose({ data, history: before = [], name, out }: SuggestOptions): Promise<Answer> {
  const { suggestGate } = await import('#files/suggest/suggest.ts');
  const files = await dataFiles('--data', data);
  const windows = await Promise.all(before.map((file) => dataFiles('--history', [file])));
  const file = out === undefined ? undefined : await outputFile('--out', out, [...data, ...before]);
  const progress = progressLine();
  const suggested = await interruptible((signal) =>
    inTemporaryFolder('suggest', (scratch) =>
      suggestGate({ name, data: files, history: windows, scratch, signal, onProgress: progress.show }),
    ),
  );
  progress.clear();
  const text = gateText(name, suggested, data);
  if (file !== undefined) await writingTo('--out', file, () => writeFile(file, text));
  const checks = suggested.proposals.map(({ check, reason, failed, of }) => ({ check, reason, failed, of }));
  return {
    json: { gate: name, rows: suggested.rows, checks, ...present({ out }) },
    text:
      out === undefined
        ? text.trimEnd().split('\n')
        : [`${checks.length} checks are in ${out}: \`tidegate check ${out} --data …\`.`],
  };
}

interface HistoryOptions {
  readonly gate?: string;
  readonly since?: string;
  readonly newest: string;
}

const history = () =>
  describe({
    name: 'history',
    summary: 'How often each gate and each check passed, by which codes it did not, and how long it took',
    examples: [
      ['gates history', 'of all pipelines and models'],
      ['gates history flight-delay --gate data --since 2026-11-01T00:00:00Z', 'of one gate, since then'],
    ],
  })
    .argument('[of]', 'a pipeline or a model; all where it is left out')
    .option('--gate <name>', 'data, features, model, predictions, or the feed of labels')
    .option('--since <time>', 'only what was judged since then (RFC 3339)')
    .option('--newest <n>', 'so many of the newest judgements', '5')
    .action(
      answering((of: string | undefined, options: HistoryOptions) =>
        auditing((sources) => answer(sources, of, options)),
      ),
    );

async function answer(sources: AuditSources, of: string | undefined, options: HistoryOptions): Promise<Answer> {
  const newest = integerOf(options.newest, '--newest', { from: 0 });
  const from = options.since === undefined ? undefined : instantOf(options.since, '--since');
  const log = await catalogLog(sources, { kinds: ['gate', 'firing'] });
  const judged = log.filter(({ decision: { kind, at } }) => kind !== 'gate' || from === undefined || at >= from);
  const all = gateHistory(judged, await reportsOf(judged, sources), { newest });
  const found = all.filter((each) => of === undefined || each.of === of);
  if (of !== undefined && found.length === 0) throw unknown(of, [...new Set(all.map((each) => each.of))]);
  const chosen = found.filter(({ gate }) => options.gate === undefined || gate === options.gate);
  return {
    json: { gates: chosen },
    text: chosen.length === 0 ? ['Nothing was judged.'] : chosen.flatMap(linesOfHistory),
  };
}

async function reportsOf(
  log: Parameters<typeof reportsNamed>[0],
  { artifacts }: AuditSources,
): Promise<Map<Digest, GateReport>> {
  const reports = new Map<Digest, GateReport>();
  for (const digest of reportsNamed(log)) {
    const report = await readReport(digest, artifacts);
    if (report) reports.set(digest, report);
  }
  return reports;
}

function unknown(of: string, known: readonly string[]): TidegateError {
  return new TidegateError({
    code: 'NOT_FOUND',
    message: 'no gate has judged anything of this name',
    ...misnamed(of, known),
  });
}
