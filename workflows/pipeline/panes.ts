import type { PaneDecided } from '#contracts/pane.ts';
import type { PinnedPane } from '#contracts/training.ts';
import { dataFeed, workflowId as ids, productionEnvironment } from '#contracts/window.ts';
import { due } from '#domain/training/cadence.ts';
import { paneDecidedSignal } from '../deployment/messages.ts';
import { tell } from '../tell.ts';
import { type PipelineState, remembered } from './state.ts';
import { requestTraining } from './trainings.ts';

/** Remembers a published pane, hands it to the deployment, and asks whether it is time to train. */
export async function takePane(state: PipelineState, pane: PaneDecided): Promise<void> {
  if (pane.outcome !== 'passed') return;
  remember(state, pane);
  const spec = state.inForce?.applied.spec;
  if (!spec?.model) return;
  await tell(ids.deployment(spec.model.name, productionEnvironment), paneDecidedSignal, pane);
  await trainIfDue(state, pane);
}

function remember(state: PipelineState, { feed, window, pane, snapshot }: PaneDecided): void {
  const others = (state.published[feed] ?? []).filter((known) => known.window.start !== window.start);
  const panes: PinnedPane[] = [...others, { window, pane, snapshot }];
  state.published[feed] = panes.sort((a, b) => a.window.start - b.window.start).slice(-remembered.windows);
}

/** Trains by the cadence, once enough windows and their labels are published. */
async function trainIfDue(state: PipelineState, { feed }: PaneDecided): Promise<void> {
  const spec = state.inForce?.applied.spec;
  const every = spec?.training?.every;
  if (every === undefined || !spec?.labels || feed === dataFeed) return;
  const cut = state.published[feed]?.at(-1)?.window.end;
  if (
    cut === undefined ||
    !due({ every, cut, ...(state.previousCut !== undefined && { previousCut: state.previousCut }) })
  )
    return;
  const requested = await requestTraining(state, { by: 'cadence', nonce: `cadence-${cut}` });
  if (requested) state.previousCut = cut;
}
