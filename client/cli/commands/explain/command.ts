import { aboutWhat } from '#audit/about.ts';
import { type ArrivalFates, arrivalFates } from '#audit/arrival-fates.ts';
import { type Explained, explained } from '#audit/explained.ts';
import { lineageOf } from '#audit/lineage.ts';
import type { LoggedDecision } from '#audit/log.ts';
import { type Receipt, receiptOf } from '#audit/receipt.ts';
import { type AuditSources, catalogLog } from '#audit/sources.ts';
import type { Decision } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import { probably } from '#contracts/misnamed.ts';
import { TidegateError } from '#contracts/problem.ts';
import { predictionsDecision } from '#domain/decisions/predictions.ts';
import { ancestors } from '#domain/lineage/ancestors.ts';
import { namedIn } from '#domain/lineage/edges.ts';
import { openSegments } from '#stores/segments/segments.ts';
import type { Answer } from '../../answer.ts';
import { type AddCommand, answering, describe } from '../../command.ts';
import { integerOf } from '../../option-values.ts';
import { auditing } from '../../session.ts';
import { nameOf } from '../../stream-name.ts';
import { linesOfArrival, linesOfExplained, linesOfLineage, linesOfReceipt } from './text.ts';

interface Options {
  readonly limit: string;
  readonly code?: string;
}

export const explain: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'explain',
      summary: 'Show decisions with their reasons, numbers, evidence and lineage',
      examples: [
        ['explain arrival flights-2013-05-04', 'what became of a batch'],
        ['explain window 2013-05-04', 'all decisions about a window'],
        ['explain promotion/lateness', 'all decisions about candidates of a model'],
        ['explain 3f9a0c1b22de', 'a decision by its hash, or an artifact by its digest'],
      ],
    })
      .argument('<what...>', 'a subject or its beginning, a hash or digest, `arrival ID`, or `window START`')
      .option('--code <code>', 'only decisions with this code')
      .option('--limit <n>', 'how many decisions are shown: the newest, in order', '20')
      .action(answering((what: string[], options: Options) => auditing((sources) => answer(sources, what, options)))),
  );
};

async function answer(sources: AuditSources, what: readonly string[], options: Options): Promise<Answer> {
  const limit = integerOf(options.limit, '--limit', { from: 1 });
  const log = await catalogLog(sources);
  const named = what.join('/');
  const about = log
    .filter(aboutWhat(what))
    .filter(({ decision }) => options.code === undefined || decision.code === options.code);
  const arrivals = await arrivalsNamed(what, log, sources);
  const receipts = await receiptsOf(arrivals.slice(0, limit), sources);
  const artifact = about.length === 0 && arrivals.length === 0 ? digestNamed(named, log) : undefined;
  if (about.length === 0 && arrivals.length === 0 && artifact === undefined) throw nothing(named, log);
  const shown: Explained[] = [];
  for (const entry of about.slice(-limit)) shown.push(await explained(entry, log, sources.artifacts));
  const origin = artifact ?? about.flatMap(({ decision }) => predictionsIn(decision) ?? [])[0];
  const lineage = origin === undefined ? undefined : await lineageOf(origin, log, sources.artifacts);
  const came =
    origin === undefined || !lineage
      ? []
      : ancestors(origin, lineage.edges).map((relative) => ({
          ...relative,
          ...lineage.artifacts.get(relative.digest),
        }));
  return {
    json: {
      found: about.length,
      ...(arrivals.length > 0 && { arrivals: arrivals.slice(0, limit), receipts }),
      decisions: shown,
      ...(origin !== undefined && { lineage: { of: origin, ancestors: came } }),
    },
    text: [
      ...arrivals
        .slice(0, limit)
        .flatMap((arrival, i) => [...linesOfArrival(arrival), ...linesOfReceipt(receipts[i]), '']),
      ...(about.length > shown.length ? [`… ${about.length - shown.length} before these (--limit)`, ''] : []),
      ...shown.flatMap((each) => [...linesOfExplained(each), '']),
      ...(origin !== undefined ? linesOfLineage(origin, came) : []),
    ],
  };
}

/** Finds accepted arrivals by their id or a part of it. Only `explain arrival ID` searches for them. */
async function arrivalsNamed(
  [kind, ...rest]: readonly string[],
  log: readonly LoggedDecision[],
  { artifacts }: AuditSources,
): Promise<ArrivalFates[]> {
  if (kind !== 'arrival' || rest.length === 0) return [];
  const named = rest.join('/');
  return arrivalFates(log, artifacts, ({ source, id }) => `${source}/${id}`.includes(named));
}

/** The receipts of arrivals, in the same order. */
async function receiptsOf(
  arrivals: readonly ArrivalFates[],
  { catalog, artifacts }: AuditSources,
): Promise<(Receipt | undefined)[]> {
  const segments = openSegments(artifacts);
  const receipts = [];
  for (const { stream, source, id } of arrivals) {
    const name = nameOf(stream);
    receipts.push(name && (await receiptOf({ catalog, artifacts, segments }, name, { source, id })));
  }
  return receipts;
}

function predictionsIn(decision: Decision): Digest | undefined {
  const read = predictionsDecision.read(decision);
  return read?.outcome === 'published' ? read.evidence.predictions : undefined;
}

/** Finds an artifact that some decision names, by its digest or the beginning of its digest. */
function digestNamed(text: string, log: readonly LoggedDecision[]): Digest | undefined {
  if (!/^(artifact:)?(sha256:)?[0-9a-f]{8,64}$/.test(text)) return undefined;
  const digits = text.replace(/^(artifact:)?(sha256:)?/, 'sha256:');
  for (const { decision } of log) {
    const named = [...namedIn(decision.evidence), ...namedIn(decision.inputs)];
    const found = named.find(({ digest }) => digest.startsWith(digits));
    if (found !== undefined) return found.digest;
  }
  return digits.length === 71 ? digits : undefined;
}

function nothing(named: string, log: readonly LoggedDecision[]): TidegateError {
  const subjects = [...new Set(log.map(({ decision }) => decision.subject))].slice(0, 5_000);
  return new TidegateError({
    code: 'NOT_FOUND',
    message: 'no decision is about this',
    observed: named,
    ...probably(named, subjects),
  });
}
