import { Fate, type FateCounts } from '#contracts/ledger.ts';
import { wholePartition } from '#contracts/partition.ts';
import { TidegateError } from '#contracts/problem.ts';
import { formatInstant } from '#contracts/time.ts';
import { workflowId } from '#contracts/window.ts';
import { canonicalJson, digestOf } from '#domain/digest.ts';
import { addCounts, sumOf } from '#domain/ledger/counts.ts';
import type { Ledger, LedgerEntry } from '#domain/ledger/ledger.ts';
import { ledgerOfStream } from '../../audit/ledger.ts';
import { type AuditSources, catalogLog, historyLog, withAudit } from '../../audit/sources.ts';
import { nearest } from '../../nearest.ts';
import type { Answer } from '../answer.ts';
import { type AddCommand, answering, describe } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { instantOf } from '../instant-option.ts';
import { linesOfTable } from '../table-text.ts';

interface Options {
  readonly pipeline?: string;
  readonly partition: string;
  readonly window?: string;
}

export const ledger: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'ledger',
      summary: 'Prove that every row is in exactly one fate: from the catalog, and from the histories',
      examples: [
        ['ledger', 'of all pipelines'],
        ['ledger --pipeline flight-delay', 'of one'],
        ['ledger --pipeline flight-delay --window 2013-05-04T00:00:00Z', 'of one window'],
      ],
    })
      .option('--pipeline <name>', 'a pipeline; all where it is left out')
      .option('--partition <name>', 'one of its partitions', wholePartition)
      .option('--window <start>', 'only the window that begins then (RFC 3339)')
      .action(answering((options: Options) => withAudit((sources) => answer(sources, options)))),
  );
};

async function answer(sources: AuditSources, options: Options): Promise<Answer> {
  const start = options.window === undefined ? undefined : instantOf(options.window, '--window');
  const pipelines = await pipelinesOf(sources, options);
  const proofs = [];
  for (const pipeline of pipelines) proofs.push(await prove(sources, pipeline, options.partition, start));
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

async function pipelinesOf(sources: AuditSources, { pipeline, partition }: Options): Promise<string[]> {
  const log = await catalogLog(sources, { kinds: ['arrivals', 'arrival'] });
  const streams = new Set(log.map((entry) => entry.workflowId).filter((id) => id.endsWith(`/${partition}`)));
  const known = [...streams].map((id) => id.split('/')[1] ?? id).sort();
  if (pipeline === undefined) return known;
  if (known.includes(pipeline)) return [pipeline];
  const guess = nearest(pipeline, known);
  throw new TidegateError({
    code: 'PIPELINE_UNKNOWN',
    message: `nothing arrived for a pipeline ${pipeline}`,
    observed: pipeline,
    ...(known.length > 0 && { expected: `one of ${known.join(', ')}` }),
    ...(guess !== undefined && { remedy: `Did you mean \`${guess}\`?` }),
  });
}

/** The ledger of a stream, made twice: from the catalog's decisions, and from those that replaying its histories gives. */
async function prove(sources: AuditSources, pipeline: string, partition: string, start: number | undefined) {
  const id = workflowId.stream(pipeline, partition);
  const history = await historyLog(sources, [id]);
  const cataloged = await ledgerOfStream(await catalogLog(sources, { workflowId: id }), sources.artifacts);
  const replayed = await ledgerOfStream(history.log, sources.artifacts);
  const digests = { catalog: digestOf(plain(cataloged)), history: digestOf(plain(replayed)) };
  const shown =
    start === undefined ? replayed.entries : replayed.entries.filter(({ window }) => window?.start === start);
  const totals: FateCounts = {};
  for (const { fates } of shown) addCounts(totals, fates);
  return {
    pipeline,
    partition,
    equal: digests.catalog === digests.history && history.diverged.length === 0,
    balanced: cataloged.balanced && replayed.balanced,
    digests,
    diverged: history.diverged,
    received: start === undefined ? replayed.received : sumOf(totals),
    totals,
    entries: shown,
    differences: replayed.differences,
  };
}

/** Without members that are left out, so that it has a digest. */
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
  equal,
  balanced,
  differences,
  diverged,
}: Proof): string[] {
  const present = Fate.options.filter((fate) => (totals[fate] ?? 0) > 0);
  const row = ({ source, window, fates }: LedgerEntry) => [
    source,
    window === null ? 'no window' : formatInstant(window.start),
    number(sumOf(fates)),
    ...present.map((fate) => number(fates[fate] ?? 0)),
  ];
  const sums = ['all', '', number(sumOf(totals)), ...present.map((fate) => number(totals[fate] ?? 0))];
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
    `Catalog and replayed histories say ${equal ? 'the same' : 'NOT THE SAME'}.`,
    ...differences
      .slice(0, 20)
      .map((d) => `  ${d.source} ${d.id}: ${d.received} received, ${d.accounted} accounted for`),
    ...diverged.map((run) => `  diverged: ${run}`),
  ];
}
