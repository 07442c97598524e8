import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from '#activities/duckdb/database.ts';
import { createDuckDbEngine } from '#activities/engine/duckdb/engine.ts';
import { createMeasurer } from '#activities/engine/measure.ts';
import { createSandboxedSql } from '#activities/engine/sandboxed-sql.ts';
import { createPaneActivities } from '#activities/panes/activities.ts';
import { ledgerOfStream } from '#audit/ledger.ts';
import { type ReceiptSources, receiptOf } from '#audit/receipt.ts';
import type { Announcement, Arrival } from '#contracts/arrival.ts';
import type { Decision, RecordedDecision } from '#contracts/decision.ts';
import { artifactUri } from '#contracts/digest.ts';
import { PaneAccount } from '#contracts/ledger.ts';
import type { ScheduleLine } from '#contracts/schedule.ts';
import { arrivalDecision } from '#domain/decisions/arrival.ts';
import { firingDecision, type ReadFiring } from '#domain/decisions/firing.ts';
import { paneDecision } from '#domain/decisions/pane.ts';
import type { StreamConfig } from '#domain/time/config.ts';
import { beginDryRun, type Outcome } from '#domain/time/dry-run.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { openSegments } from '#stores/segments/segments.ts';
import { tidegate } from '#test/support/command.ts';
import { anyConfig, anySchedule, lineOf, sayable } from '#test/support/data/schedules.ts';
import { eventually } from '#test/support/eventually.ts';
import { openWorkflowSite } from '#test/support/site/workflows.ts';
import { policyOf } from '#test/support/stand-ins/streams.ts';
import { discard, temporaryFolder } from '#test/support/temporary-folder.ts';
import { scheduleOf } from '#worker/replay/schedule.ts';
import * as messages from '#workflows/stream/messages.ts';

/** Streams that run beside each other. */
const atOnce = 6;
const schedules = Number(process.env.TIDEGATE_LIVE_SCHEDULES ?? 6);
const seed = Number(process.env.TIDEGATE_SEED ?? Math.floor(Math.random() * 2 ** 31));

const [folder, scratch] = [await temporaryFolder('artifacts'), await temporaryFolder('scratch')];
const artifacts = await openArtifactStore(folder);
const database = await openDatabase({ folders: [folder, scratch], scratch });
afterAll(async () => {
  database.close();
  for (const made of [scratch, folder]) await discard(made);
});
const panes = createPaneActivities({
  artifacts,
  segments: openSegments(artifacts),
  database,
  measure: createMeasurer(createDuckDbEngine(database), createSandboxedSql(scratch)),
  scratch,
  fileRoots: [],
});
const site = await openWorkflowSite({ panes, artifactFolder: folder });

/**
 * A random schedule, with repeats and contradictions among its lines. A stream learns of silence by its clock alone, so no
 * line says it; people's answers are no part of it either. */
const anyCase = fc
  .tuple(anyConfig, anySchedule, fc.array(fc.constantFrom('none', 'none', 'again', 'other'), { minLength: 30 }))
  .map(([config, inputs, repeats]) => {
    const lines = sayable(inputs)
      .filter(({ kind }) => kind === 'arrival' || kind === 'watermark')
      .map(lineOf);
    return { config, lines: lines.flatMap((line, i) => [line, ...repeatOf(line, repeats[i])]) };
  });

function repeatOf(line: ScheduleLine, kind: string | undefined): ScheduleLine[] {
  if (!('arrive' in line) || kind === undefined || kind === 'none') return [];
  return [kind === 'again' ? line : { arrive: { ...line.arrive, digest: 'another' } }];
}

const columns = [{ name: 'at', type: 'integer', required: true, key: false }] as const;

/** A batch with a row at each of its milliseconds; one that says something else of itself has another producer. */
async function announcementOf(line: ScheduleLine, number: number): Promise<Announcement> {
  if ('watermark' in line) {
    const { source, time } = line.watermark;
    return { kind: 'watermark', id: `line ${number}`, source, completeThrough: time - 1 };
  }
  if (!('arrive' in line)) throw new TypeError('a line of silence');
  const { id, source, minTime, maxTime, digest: said = 'first' } = line.arrive;
  const times = Array.from({ length: maxTime - minTime + 1 }, (_, i) => minTime + i);
  const content = Buffer.from(times.map((time) => `{"at":${time}}\n`).join(''));
  const { digest } = await artifacts.put(content);
  const arrival: Arrival = {
    kind: 'arrival',
    id,
    source,
    uri: artifactUri(digest),
    digest,
    rows: times.length,
    bytes: content.length,
    format: 'ndjson',
    minTime,
    maxTime,
    producedBy: { name: said },
  };
  return arrival;
}

interface Told {
  readonly panes: readonly unknown[];
  /** What a batch decides of repeats stands before what follows from the others: so in no order. */
  readonly others: readonly unknown[];
}

const toldBy = (outcomes: readonly Outcome[]): Told => ({
  panes: outcomes.flatMap((outcome) => ('pane' in outcome ? [outcome.pane] : [])),
  others: outcomes
    .filter((outcome) => !('pane' in outcome))
    .map((outcome) => JSON.stringify(outcome))
    .sort(),
});

function playDry({ config, lines }: { config: StreamConfig; lines: readonly ScheduleLine[] }): Outcome[] {
  const run = beginDryRun(config);
  return lines.flatMap((line) => run.play(line));
}

interface Played {
  readonly log: readonly RecordedDecision[];
  /** What `tidegate windows --from-run` would play. */
  readonly schedule: readonly ScheduleLine[];
}

async function playLive(
  name: string,
  { config, lines }: { config: StreamConfig; lines: readonly ScheduleLine[] },
): Promise<Played> {
  const bySource = <T>(value: T) => Object.fromEntries(Object.keys(config.sources).map((source) => [source, value]));
  const policy = { ...policyOf(name), config, eventTimes: bySource('at'), columns: bySource(columns), gates: {} };
  const id = `stream/${name}/all`;
  const handle = await site.start('stream', id, { policy });
  const announcements = await Promise.all(lines.map((line, i) => announcementOf(line, i + 1)));
  for (let from = 0; from < announcements.length; from += 1 + (from % 4)) {
    const batch = announcements.slice(from, from + 1 + (from % 4));
    await handle.signal(messages.arriveSignal, { announcements: batch });
  }
  await eventually(async () => {
    expect(await handle.query(messages.stateQuery)).toMatchObject({ backlog: 0, panesOpen: 0 });
  });
  const runs = await site.replayed(id);
  const [run] = runs;
  const history = await handle.fetchHistory();
  await handle.terminate();
  if (!run || run.failure !== undefined) throw new Error(run?.failure ?? 'no run');
  return { log: run.decisions, schedule: scheduleOf({ history }, run).lines };
}

/** What a stream decided, as a dry run would say it; which arrivals a pane had is in the account of its assembly. */
async function outcomesOf(log: readonly RecordedDecision[]): Promise<Outcome[]> {
  const decisions = log.map(({ decision }) => decision);
  const outcomes: Outcome[] = [];
  for (const decision of decisions) {
    const [fired, arrival] = [firingDecision.read(decision), arrivalDecision.read(decision)];
    if (fired) {
      const { start, end, pane } = fired.numbers;
      const arrivals = await arrivalsOf(decisions, fired);
      outcomes.push({ pane: { start, end, index: pane, timing: fired.outcome, arrivals } });
    }
    if (!arrival) continue;
    const { about, outcome, code } = arrival;
    const { id } = about;
    if (outcome === 'expired') outcomes.push({ expired: { id } });
    else if (outcome === 'duplicate') outcomes.push({ duplicate: { id } });
    else if (outcome === 'conflict') outcomes.push({ conflict: { id } });
    else if (outcome === 'held') outcomes.push({ held: { id, code } });
    else if (outcome === 'refused') outcomes.push({ refused: { id, code } });
  }
  return outcomes;
}

async function arrivalsOf(decisions: readonly Decision[], { about, numbers }: ReadFiring): Promise<string[]> {
  const ended = decisions
    .flatMap((decision) => paneDecision.read(decision) ?? [])
    .find((pane) => pane.numbers.pane === numbers.pane && isDeepStrictEqual(pane.about, about));
  if (!ended) throw new Error(`no account of ${JSON.stringify(about)}`);
  return (await artifacts.getJson(ended.evidence.account, PaneAccount)).arrivals.map(({ id }) => id);
}

/** Each arrival that was accepted has a receipt with the panes of the dry run that it is in, judged and published. */
async function checkReceipts(
  pipeline: string,
  lines: readonly ScheduleLine[],
  log: readonly RecordedDecision[],
  dry: readonly Outcome[],
): Promise<void> {
  const stream = { id: `stream/${pipeline}/all`, pipeline, partition: 'all' };
  const catalog = catalogOf(stream.id, log);
  const panesOfRun = dry.flatMap((outcome) => ('pane' in outcome ? [outcome.pane] : []));
  for (const line of lines) {
    if (!('arrive' in line)) continue;
    const { source, id } = line.arrive;
    const receipt = await receiptOf({ catalog, artifacts, segments: openSegments(artifacts) }, stream, { source, id });
    const expected = panesOfRun
      .filter(({ arrivals }) => arrivals.includes(id))
      .map(({ start, end, index: pane, timing }) => ({ window: { start, end }, pane, timing }));
    const { accepted, inPane = [], gated = [], published = [] } = receipt?.steps ?? {};
    expect(accepted).toMatchObject({ stream: stream.id, code: 'ARRIVAL_ACCEPTED' });
    expect(inPane).toMatchObject(expected);
    expect(inPane.length).toBe(expected.length);
    expect(gated.map(({ window, pane }) => ({ window, pane }))).toEqual(
      expected.map(({ window, pane }) => ({ window, pane })),
    );
    // A pane in which an aligned source has no rows is inconclusive, and published without a gate of its own.
    for (const { verdict } of gated) expect(['pass', 'inconclusive']).toContain(verdict);
    expect(published.length).toBeLessThanOrEqual(expected.length);
    if (expected.length > 0) expect(published.length).toBeGreaterThan(0);
  }
}

/** `tidegate windows --from-run` plays the same, by the spec that the run was given. */
async function checkCommand(stream: string, schedule: Parameters<typeof playDry>[0]): Promise<void> {
  const env = { ...site.environment, TIDEGATE_HOME: scratch };
  const { exit, out, err } = await tidegate(['windows', '--from-run', stream, '--json'], env);
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(playDry(schedule));
  const unknown = await tidegate(['windows', '--from-run', 'stream/nowhere/all', '--json'], env);
  expect(unknown.exit).toBe(3);
  expect(unknown.err).toContain('NOT_FOUND');
}

/** What the catalog would hold, of a stream's replayed decisions and the live ones of its window runs. */
const catalogOf = (stream: string, log: readonly RecordedDecision[]): ReceiptSources['catalog'] => ({
  decisions: async ({ workflowId = '', kinds, subjectPrefix = '' }) => {
    const place = { workflowId, runId: '', firstRunId: '', workflowType: 'window', generation: 0 };
    const decided =
      workflowId === stream ? log : site.decisions(workflowId).map((decision) => ({ ...place, decision }));
    return decided
      .filter(({ decision: { kind, subject } }) => (kinds?.includes(kind) ?? true) && subject.startsWith(subjectPrefix))
      .map((recorded) => ({ ...recorded, status: 'provisional' as const }));
  },
});

test('panes of random schedules on a real server are those of the dry run, also of what the run tells that came to it', {
  timeout: 300_000 + schedules * 20_000,
}, async () => {
  // Many a random schedule fires nothing: those say little here.
  const firing = anyCase.filter((schedule) => playDry(schedule).some((outcome) => 'pane' in outcome));
  const cases = fc.sample(firing, { numRuns: schedules, seed });
  const seen = { panes: 0, others: 0 };
  const play = async (_: undefined, lane: number) => {
    for (let at = lane; at < cases.length; at += atOnce) {
      const schedule = cases[at];
      if (!schedule) return;
      const played = await playLive(`schedule-${at}`, schedule);
      const told = toldBy(await outcomesOf(played.log));
      const dry = playDry(schedule);
      expect(told, `schedule ${at} of seed ${seed}`).toEqual(toldBy(dry));
      expect(playDry({ ...schedule, lines: played.schedule }), `schedule ${at} of seed ${seed}`).toEqual(dry);
      await checkReceipts(`schedule-${at}`, schedule.lines, played.log, dry);
      const ledger = await ledgerOfStream(played.log, artifacts);
      expect(ledger.differences, `schedule ${at} of seed ${seed}`).toEqual([]);
      expect(ledger.accounted).toBe(ledger.received);
      seen.panes += told.panes.length;
      seen.others += told.others.length;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, () => undefined).map(play));
  const [first] = cases;
  if (first) await checkCommand('stream/schedule-0/all', first);
  expect(seen.panes).toBeGreaterThanOrEqual(schedules);
  expect(seen.others).toBeGreaterThan(0);
});
