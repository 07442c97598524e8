// The life of a pane in its stream: its gate is started, and what that decided is published and told.

import type { PartitionFilter } from '#activities/panes/port.ts';
import type { Decision } from '#contracts/decision.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import type { PaneDecided } from '#contracts/pane.ts';
import { formatInstant } from '#contracts/time.ts';
import { paneDecision } from '#domain/decisions/pane.ts';
import { requestOf } from '#domain/gates/rerequest.ts';
import type { Fire } from '#domain/time/effects.ts';
import { panesDecidedSignal, streamEndedSignal } from '../../pipeline/messages.ts';
import { startOnce } from '../../run/children.ts';
import { decide } from '../../run/decision-log.ts';
import { tell } from '../../run/tell.ts';
import { searchable } from '../../run/visibility.ts';
import type { WindowInput } from '../../window/state.ts';
import type { window } from '../../window/workflow.ts';
import { queueReceipt } from '../receipts/queues.ts';
import { gridsOf, policyOfWindow } from '../specs/versions.ts';
import { bounds, type OpenPane, type Published, type StreamPolicy, type StreamState } from '../state.ts';
import { segmentsOf, sourcesOf } from './inputs.ts';
import { requestsFor, takeRequest } from './requests.ts';
import { rulingsFor } from './rulings.ts';
import { takeWaiver, waiversFor } from './waivers.ts';

/** Starts the gates of panes that fired, as many as may run at once; the rest stay queued. */
export async function startPanes(state: StreamState): Promise<void> {
  const fires: Fire[] = [];
  for (let next = nextToStart(state); next; next = nextToStart(state)) {
    next.phase = 'running';
    fires.push(next.fire);
  }
  // Start all at once: each separate wait costs a workflow task.
  await Promise.all(fires.map((fire) => startPane(state, fire)));
}

async function startPane(state: StreamState, fire: Fire): Promise<void> {
  const { pipeline, partition } = state.policy;
  const { feed, window: interval, pane, timing } = fire;
  // A stream that was ended from outside may have started this run without its successor knowing: it is the same pane's.
  await startOnce<typeof window>('window', {
    workflowId: ids.window(pipeline, partition, feed, interval, pane),
    args: [inputOf(state, fire)],
    typedSearchAttributes: searchable({ pipeline, partition, window: formatInstant(interval.start) }),
    staticSummary: `${feed} ${formatInstant(interval.start)} pane ${pane} (${timing})`,
  });
}

/** The pane whose gate may begin now; undefined where none waits, or as many as may are at work. */
export function nextToStart({ panes, renaming }: StreamState): OpenPane | undefined {
  // A window run answers to the stream of the name in its input: none begins under a name that is about to end.
  if (renaming) return undefined;
  const running = panes.filter(({ phase }) => phase === 'running').length;
  return running < bounds.running ? panes.find(({ phase }) => phase === 'queued') : undefined;
}

/** All that a window run needs, pinned as it is when the pane fires. */
function inputOf(state: StreamState, fire: Fire): WindowInput {
  const policy = policyOfWindow(state, fire.window.start);
  const { grid } = policy.config;
  const sources = sourcesOf(state, fire);
  const before = (state.published[fire.feed] ?? [])
    .filter(({ start }) => start < fire.window.start)
    .slice(-8)
    .reverse();
  const gate = policy.gates[fire.feed];
  const asked = gate && requestOf(gate, sources[0] ?? '');
  const receiver = asked && policy.receipts?.[asked.source];
  return {
    pipeline: policy.pipeline,
    partition: policy.partition,
    spec: policy.spec,
    feed: fire.feed,
    window: fire.window,
    pane: fire.pane,
    timing: fire.timing,
    segments: segmentsOf(state, fire),
    through: fire.through,
    except: fire.except,
    grid,
    sources: sources.map((name) => ({
      name,
      eventTime: policy.eventTimes[name] ?? 'event_time',
      ...withGrids(gridsOf(state, name)),
      ...(policy.partitioned?.sources.includes(name) && {
        partition: filterOf(policy.backfill?.of ?? policy.partition, policy.partitioned),
      }),
    })),
    columns: Object.fromEntries(
      sources.flatMap((name) => (policy.columns[name] ? [[name, policy.columns[name]]] : [])),
    ),
    previous: before.map(({ rows, parts }) => ({ rows, parts })),
    ...(gate && { gate }),
    ...waiversFor(state, fire.feed),
    ...rulingsFor(state, fire),
    ...requestsFor(state, fire),
    ...(policy.notices && { notices: policy.notices }),
    ...(receiver && { receiver: { to: receiver.to, ...(receiver.secretRef && { secretRef: receiver.secretRef }) } }),
  };
}

const withGrids = (grids: ReturnType<typeof gridsOf>) => (grids ? { grids } : {});

const filterOf = (
  name: string,
  { sources: _, ...rule }: NonNullable<StreamPolicy['partitioned']>,
): PartitionFilter => ({ name, ...rule });

/** Publishes a decided pane by compare-and-set on (window, pane): a lower pane than the published one is superseded. Gives back the decision where people are to hear of it. */
export function takeDecided(state: StreamState, decided: PaneDecided): Decision[] {
  const open = state.panes.find(({ fire }) => isOf(fire, decided));
  if (!open || (decided.outcome === 'held' && open.phase === 'held')) return [];
  const judgedBefore = open.phase === 'held';
  if (decided.outcome === 'held') letWait(state, open, decided);
  else state.panes = state.panes.filter((pane) => pane !== open);
  const published = state.published[decided.feed] ?? [];
  state.published[decided.feed] = published;
  takeWaiver(state, decided);
  const newest = published.find(({ start }) => start === decided.window.start);
  const superseded = decided.outcome === 'published' && newest !== undefined && newest.pane > decided.pane;
  const publish = decided.outcome === 'published' && !superseded;
  const decision = recordPane(state, decided, superseded);
  if (!judgedBefore) queueGated(state, decided, decision);
  if (publish) publishPane(published, decided);
  if (publish) queuePublished(state, decided, decision);
  state.decidedPanes.push(
    superseded ? { ...decided, outcome: 'superseded', code: 'SUPERSEDED_BEFORE_PUBLISH' } : decided,
  );
  // For a hold, the waiting window run has already sent the notice.
  return state.policy.notices?.panes && decided.outcome !== 'held' ? [decision] : [];
}

function letWait(state: StreamState, open: OpenPane, decided: PaneDecided): void {
  open.phase = 'held';
  if (decided.asked) open.asked = decided.asked;
  takeRequest(state, decided);
}

/** Tells the pipeline of decided panes, in order: several in one signal, for two may overtake each other. */
export async function tellPipeline(state: StreamState): Promise<void> {
  const { pipeline, partition } = state.policy;
  while (state.decidedPanes.length > 0) {
    const panes = state.decidedPanes.slice(0, bounds.inSignal);
    await tell(ids.pipeline(pipeline), panesDecidedSignal, { partition, panes });
    state.decidedPanes.splice(0, panes.length);
  }
}

/** Tells the pipeline that nothing more comes from this stream. */
export const tellEnd = ({ policy: { pipeline, partition } }: Pick<StreamState, 'policy'>): Promise<boolean> =>
  tell(ids.pipeline(pipeline), streamEndedSignal, { partition });

const isOf = (fire: Fire, { feed, window: { start }, pane }: PaneDecided): boolean =>
  fire.feed === feed && fire.window.start === start && fire.pane === pane;

function publishPane(published: Published[], { window: { start }, pane, snapshot, rows, parts }: PaneDecided): void {
  const at = published.findIndex((other) => other.start === start);
  if (at >= 0) published.splice(at, 1);
  published.push({ start, pane, snapshot, rows, parts });
  published.sort((a, b) => a.start - b.start);
  published.splice(0, Math.max(0, published.length - bounds.published));
}

function queueGated(state: StreamState, decided: PaneDecided, decision: Decision): void {
  const { feed, window, pane, account, report } = decided;
  queueReceipt(state, sourcesOf(state, decided), { step: 'gated', feed, window, pane, account, report }, decision);
}

function queuePublished(state: StreamState, decided: PaneDecided, decision: Decision): void {
  const { feed, window, pane, account, snapshot } = decided;
  queueReceipt(
    state,
    sourcesOf(state, decided),
    { step: 'published', feed, window, pane, account, snapshot },
    decision,
  );
}

function recordPane(state: StreamState, decided: PaneDecided, superseded: boolean): Decision {
  const { feed, window: interval, pane, outcome, code, snapshot, account, report, fates, waivers = [] } = decided;
  const policy = policyOfWindow(state, interval.start);
  return decide(
    paneDecision.draft({
      about: { partition: policy.partition, feed, start: interval.start },
      outcome: superseded ? 'superseded' : outcome,
      code: superseded ? 'SUPERSEDED_BEFORE_PUBLISH' : code,
      numbers: { start: interval.start, end: interval.end, pane, fates },
      policy: { spec: policy.spec, path: `gates.${feed}` },
      inputs: { snapshot },
      evidence: { account, report, waivers: [...waivers] },
    }),
  );
}
