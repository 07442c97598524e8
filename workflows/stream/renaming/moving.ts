// How a stream goes on under the new name of its pipeline.

import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { streamDecision } from '#domain/decisions/stream.ts';
import { digestOf } from '#domain/digest.ts';
import { startAlone } from '../../run/children.ts';
import { decide } from '../../run/decision-log.ts';
import { artifactActivities } from '../../run/policies.ts';
import { refuseUpdate } from '../../run/receive.ts';
import { tell } from '../../run/tell.ts';
import { searchable } from '../../run/visibility.ts';
import { batchIn, neighboursFrom } from '../arrivals/batches.ts';
import { shelve } from '../arrivals/shelving.ts';
import * as messages from '../messages.ts';
import { type HandedOn, handOn, type Inbox, type MovedOn, type StreamPolicy, type StreamState } from '../state.ts';

/** Whether a stream that is renamed may go: no gate will answer to the old name any more. */
export const mayMove = ({ renaming, panes, decidedPanes, corrections, notices }: StreamState): boolean =>
  renaming !== undefined &&
  panes.every(({ phase }) => phase === 'queued') &&
  [decidedPanes, corrections, notices].every(({ length }) => length === 0);

/** Throws if the stream has moved to its new name: the request belongs to its successor. */
export function refuseGone({ renaming }: StreamState): void {
  if (!renaming?.gone) return;
  const { to } = renaming;
  throw refuseUpdate({ code: 'PIPELINE_RENAMED', message: `the stream goes on as that of \`${to}\``, expected: to });
}

/** Begins the stream under its new name with all that it knows. What comes from then on is to be sent on: {@link sendOn}. */
export async function moveOn(state: StreamState, { to, by }: messages.Renaming): Promise<void> {
  const { pipeline, partition, spec } = state.policy;
  const [from, workflowId] = [ids.stream(pipeline, partition), ids.stream(to, partition)];
  await artifactActivities.markGenesis({ stream: workflowId, content: { pipeline: to, partition, spec } });
  await shelve(state);
  const handed = renamed(state, to);
  const digest = digestOf(handed);
  state.inbox = [];
  state.renaming = { to, by, gone: true };
  decide(
    streamDecision.draft({
      about: workflowId,
      outcome: 'renamed',
      code: 'PIPELINE_RENAMED',
      numbers: { arrivals: state.nextOrdinal, waiting: handed.inbox.length, panes: state.panes.length },
      policy: { spec, path: 'name' },
      inputs: { state: digest },
      actor: by,
    }),
  );
  const start: MovedOn = { state: handed, moved: { from, state: digest, by } };
  await startAlone<(start: MovedOn) => Promise<unknown>>('stream', {
    workflowId,
    args: [start],
    typedSearchAttributes: searchable({ pipeline: to, partition }),
    staticSummary: `arrivals of ${to}, until now ${from}`,
  });
}

/** Forwards what arrived under the old name. Neighbouring batches share a signal, because more may arrive than can be sent one by one. */
export async function sendOn(state: Pick<StreamState, 'policy' | 'inbox'>, to: string): Promise<void> {
  const stream = ids.stream(to, state.policy.partition);
  for (let [next] = state.inbox; next; [next] = state.inbox) {
    const batches = neighboursFrom(state.inbox, 0, batchIn);
    await (next.kind === 'arrive' ? tell(stream, messages.arriveSignal, ...batches) : sendEntryOn(stream, next));
    state.inbox.splice(0, Math.max(1, batches.length));
  }
}

function sendEntryOn(stream: string, entry: Exclude<Inbox, { kind: 'arrive' }>): Promise<boolean> {
  switch (entry.kind) {
    case 'assert':
      return tell(stream, messages.advanceWatermarkSignal, entry.assertion);
    case 'pane':
      return tell(stream, messages.paneDecidedSignal, entry.pane);
    case 'drain':
      return tell(stream, messages.pipelineRemovedSignal, { by: entry.by });
    case 'spec': {
      // Pipelines that are renamed take no spec; what had come before waits in the state.
      return Promise.resolve(true);
    }
  }
}

/** The state as the stream of another pipeline goes on with it: its log begins anew. */
function renamed(state: StreamState, to: string): HandedOn {
  const { chain: _, renaming: __, upcoming, ...handed } = handOn(state);
  const own = (policy: StreamPolicy): StreamPolicy => ({ ...policy, pipeline: to });
  const plain: HandedOn = {
    ...handed,
    policy: own(handed.policy),
    time: {
      ...handed.time,
      former: handed.time.former.map(({ inForce, ...version }) => ({
        ...version,
        ...(inForce && { inForce: { ...inForce, policy: own(inForce.policy) } }),
      })),
    },
    inbox: handed.inbox.map((entry) =>
      entry.kind === 'spec' ? { ...entry, change: { ...entry.change, policy: own(entry.change.policy) } } : entry,
    ),
    ...(upcoming && { upcoming: { ...upcoming, policy: own(upcoming.policy) } }),
  };
  return JSON.parse(JSON.stringify(plain));
}

/** Goes on from where a stream of another name was. */
export function takeOver(state: StreamState, { from, state: digest, by }: MovedOn['moved']): void {
  decide(
    streamDecision.draft({
      about: from,
      outcome: 'taken over',
      code: 'PIPELINE_RENAMED',
      numbers: { arrivals: state.nextOrdinal, waiting: state.inbox.length, panes: state.panes.length },
      policy: { spec: state.policy.spec, path: 'name' },
      inputs: { state: digest },
      actor: by,
    }),
  );
}
