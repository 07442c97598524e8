import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { present } from '#contracts/present.ts';
import { onSignal, validated } from '../run/receive.ts';
import { tell } from '../run/tell.ts';
import { beginBackfill } from './backfill.ts';
import { viewOf } from './details.ts';
import * as messages from './messages.ts';
import { remove, streamEnded } from './removal.ts';
import { rename } from './renaming.ts';
import { apply, isApplication } from './specs.ts';
import type { PipelineState, Task } from './state.ts';

/** What other workflows say is done in order by the main loop; a person's updates are answered at once. */
export function setHandlers(state: PipelineState): void {
  setHandler(messages.stateQuery, () => viewOf(state));
  handlePeople(state);
  handleNeighbours(state);
}

function handlePeople(state: PipelineState): void {
  setHandler(messages.applyUpdate, (application) => apply(state, application), {
    validator: (payload) => {
      if (isApplication(state.pipeline, payload)) return;
      const expected = `{ digest, applied, by } with a spec of ${state.pipeline} and its digest`;
      throw ApplicationFailure.nonRetryable(`expected ${expected}`, 'SPEC_UNREADABLE');
    },
  });
  setHandler(messages.backfillUpdate, (backfill) => beginBackfill(state, backfill), {
    validator: validated(messages.Backfill, '{ id, partition, from, to: epoch milliseconds, by }'),
  });
  setHandler(messages.removeUpdate, (removal) => remove(state, removal), {
    validator: validated(messages.Removal, '{ by, reason?, now? }'),
  });
  setHandler(messages.renameUpdate, (renaming) => rename(state, renaming), {
    validator: validated(messages.Renaming, '{ to: a name, by, reason? }'),
  });
  onSignal(messages.trainNowSignal, messages.TrainNow, (request) => {
    state.tasks.push({ kind: 'train', request });
  });
}

function handleNeighbours(state: PipelineState): void {
  const enqueue = (...tasks: Task[]) => void state.tasks.push(...tasks);
  onSignal(messages.streamEndedSignal, messages.StreamEnded, ({ partition }) => streamEnded(state, partition));
  onSignal(messages.panesDecidedSignal, messages.PanesDecided, ({ partition, panes }) =>
    enqueue(...panes.map((pane) => ({ kind: 'pane', partition, pane }) as const)),
  );
  onSignal(messages.trainingDecidedSignal, messages.TrainingDecided, ({ request, code, candidate }) =>
    enqueue(present({ kind: 'trained', request, code, candidate } as const)),
  );
  onSignal(messages.promotionDecidedSignal, messages.PromotionDecided, ({ version, outcome }) => {
    const entry = state.promotions.find((promotion) => promotion.version === version);
    if (entry) entry.outcome = outcome;
  });
  onSignal(messages.championChangedSignal, messages.ChampionChanged, async (changed) => {
    state.champion = changed.champion;
    if (state.renaming) await tell(ids.pipeline(state.renaming.to), messages.championChangedSignal, changed);
  });
}
