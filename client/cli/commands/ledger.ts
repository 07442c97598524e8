import { ledgerOfStream } from '#audit/ledger.ts';
import type { LoggedDecision } from '#audit/log.ts';
import { movesIn, ownLog, reached } from '#audit/renamed.ts';
import { type AuditSources, catalogLog, historyLog } from '#audit/sources.ts';
import { backfillNamed } from '#contracts/ids/partitions.ts';
import { Fate, type FateCounts } from '#contracts/ledger.ts';
import { misnamed } from '#contracts/misnamed.ts';
import { TidegateError } from '#contracts/problem.ts';
import { formatInstant } from '#contracts/time.ts';
import { canonicalJson, digestOf } from '#domain/digest.ts';
import { addCounts } from '#domain/ledger/counts.ts';
import type { Ledger, LedgerEntry } from '#domain/ledger/ledger.ts';
import type { StreamName } from '../../temporal/recovery.ts';
import type { Answer } from '../answer.ts';
import { type AddCommand, answering, describe } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { instantOf } from '../option-values.ts';
import { auditing } from '../session.ts';
import { begunStreams, nameOf as streamNameOf } from '../stream-name.ts';
import { linesOfTable } from '../table-text.ts';

interface Options {
  readonly pipeline?: string;
  readonly partition?: string;
  readonly window?: string;
}

export const ledger: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'ledger',
      summary: 'Prove that every row is in exactly one fate: from the catalog, and from the histories',
      examples: [
        ['ledger', 'of all pipelines'],
        ['ledger --pipeline flight-delay', 'of one, partition by partition; by any name that it had'],
        ['ledger --pipeline flight-delay --window 2013-05-04T00:00:00Z', 'of one window'],
      ],
    })
      .option('--pipeline <name>', 'a pipeline; all where it is left out')
      .option('--partition <name>', 'one of its partitions, with what was backfilled into it; all where it is left out')
      .option('--window <start>', 'only the window that begins then (RFC 3339)')
      .action(answering((options: Options) => auditing((sources) => answer(sources, options)))),
  );
};

async function answer(sources: AuditSources, options: Options): Promise<Answer> {
  const start = options.window === undefined ? undefined : instantOf(options.window, '--window');
  const picked = chosen(await streamsOf(sources), options).map(({ id }) => id);
  const moves = movesIn(await catalogLog(sources, { kinds: ['stream'] }));
  const followed = reached(picked, moves, 'to');
  const involved = reached(followed, moves, 'from');
  const histories = await historyLog(sources, involved);
  const cataloged = (await Promise.all(involved.map((workflowId) => catalogLog(sources, { workflowId })))).flat();
  const proofs = [];
  for (const id of followed) {
    const stream = streamNameOf(id);
    const logs = { history: ownLog(id, histories.log), catalog: ownLog(id, cataloged) };
    // A renamed stream is left out if all its decisions belong to its successor's ledger.
    const isGone = moves.some(({ from }) => from === id) && logs.history.length + logs.catalog.length === 0;
    if (stream && !isGone) proofs.push(await prove(sources, stream, { ...logs, diverged: histories.diverged }, start));
  }
  const sound = proofs.every(({ equal, balanced }) => equal && balanced);
  return {
    json: { sound, streams: proofs },
    text: proofs.length === 0 ? ['Nothing has arrived yet.'] : proofs.flatMap(linesOf),
    exit: sound ? exitCodes.ok : exitCodes.no,
    ...(!sound && {
      problems: [{ code: 'LEDGER_UNBALANCED' as const, message: 'the ledgers differ, or do not balance' }],
    }),
  };
}

/** Every stream that the artifact store or the catalog knows. Both are read, because either one may have lost some. */
async function streamsOf(sources: AuditSources): Promise<StreamName[]> {
  const arrivals = await catalogLog(sources, { kinds: ['arrivals', 'arrival'] });
  const cataloged = arrivals.flatMap(({ workflowId }) => streamNameOf(workflowId) ?? []);
  const streams = new Map(
    [...(await begunStreams(sources.settings)), ...cataloged].map((stream) => [stream.id, stream]),
  );
  return [...streams.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function chosen(streams: readonly StreamName[], { pipeline, partition }: Options): StreamName[] {
  const ofPipeline = streams.filter((stream) => pipeline === undefined || stream.pipeline === pipeline);
  if (pipeline !== undefined && ofPipeline.length === 0)
    throw unknown('PIPELINE_UNKNOWN', pipeline, new Set(streams.map((stream) => stream.pipeline)));
  const found = ofPipeline.filter((stream) => partition === undefined || partitionOf(stream) === partition);
  if (partition !== undefined && found.length === 0)
    throw unknown('PARTITION_UNKNOWN', partition, new Set(ofPipeline.map(partitionOf)));
  return found;
}

/** The partition of a stream. A backfill has its own stream, but belongs to the partition that it fills. */
const partitionOf = ({ partition }: StreamName): string => backfillNamed(partition)?.partition ?? partition;

function unknown(code: 'PIPELINE_UNKNOWN' | 'PARTITION_UNKNOWN', observed: string, known: ReadonlySet<string>) {
  return new TidegateError({
    code,
    message: `nothing arrived for ${code === 'PIPELINE_UNKNOWN' ? 'a pipeline' : 'a partition'} ${observed}`,
    ...misnamed(observed, known),
  });
}

/**
 * Makes the ledger of a stream twice, from the catalog's decisions and from replayed histories, and compares the two.
 */
async function prove(
  sources: AuditSources,
  { id, pipeline, partition }: StreamName,
  logs: {
    readonly history: LoggedDecision[];
    readonly catalog: LoggedDecision[];
    readonly diverged: readonly string[];
  },
  start: number | undefined,
) {
  const diverged = logs.diverged.filter((run) => run.startsWith(`${id} `));
  const cataloged = await ledgerOfStream(logs.catalog, sources.artifacts);
  const replayed = await ledgerOfStream(logs.history, sources.artifacts);
  const digests = { catalog: digestOf(plain(cataloged)), history: digestOf(plain(replayed)) };
  const history = sumsOf(replayed, start);
  return {
    pipeline,
    partition,
    equal: digests.catalog === digests.history && diverged.length === 0,
    balanced: cataloged.balanced && replayed.balanced,
    digests,
    diverged,
    ...history,
    catalog: sumsOf(cataloged, start),
    history,
    entries: entriesOf(replayed, start),
    differences: replayed.differences,
  };
}

const entriesOf = ({ entries }: Ledger, start: number | undefined): readonly LedgerEntry[] =>
  start === undefined ? entries : entries.filter(({ window }) => window?.start === start);

function sumsOf(of: Ledger, start: number | undefined): { readonly received: number; readonly totals: FateCounts } {
  const entries = entriesOf(of, start);
  const totals: FateCounts = {};
  for (const { fates } of entries) addCounts(totals, fates);
  return { received: entries.reduce((sum, { received }) => sum + received, 0), totals };
}

/** Removes members that are undefined, because canonical JSON, and so a digest, allows none. */
const plain = (of: Ledger): unknown => JSON.parse(canonicalJson(JSON.parse(JSON.stringify(of))));

type Proof = Awaited<ReturnType<typeof prove>>;

const shownWindows = 400;
const number = (count: number): string => count.toLocaleString('en-US');

function linesOf({
  pipeline,
  partition,
  received,
  totals,
  entries,
  catalog,
  equal,
  balanced,
  differences,
  diverged,
}: Proof): string[] {
  const present = Fate.options.filter((fate) => (totals[fate] ?? 0) > 0);
  const row = ({ source, window, received: came, fates }: LedgerEntry) => [
    source,
    window === null ? 'no window' : formatInstant(window.start),
    number(came),
    ...present.map((fate) => number(fates[fate] ?? 0)),
  ];
  const sums = ['all', '', number(received), ...present.map((fate) => number(totals[fate] ?? 0))];
  const numeric = [...present.keys(), -1].map((index) => index + 3);
  const terms = present.map((fate) => `${number(totals[fate] ?? 0)} ${fate}`);
  return [
    `Stream ${pipeline}/${partition}`,
    ...linesOfTable(
      ['source', 'window', 'rows', ...present],
      [...entries.slice(0, shownWindows).map(row), sums],
      numeric,
    ),
    ...(entries.length > shownWindows ? [`… and ${entries.length - shownWindows} more windows (all with --json)`] : []),
    '',
    `${number(received)} received = ${terms.join(' + ') || '0'}: ${balanced ? 'balanced' : 'NOT BALANCED'}`,
    equal
      ? 'Catalog and replayed histories say the same.'
      : `Catalog and replayed histories say NOT THE SAME: ${number(catalog.received)} received by the catalog.`,
    ...differences
      .slice(0, 20)
      .map((d) => `  ${d.source} ${d.id}: ${d.received} received, ${d.accounted} accounted for`),
    ...diverged.map((run) => `  diverged: ${run}`),
  ];
}
