import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import type { PaneDecided } from '#contracts/pane.ts';
import { wholePartition } from '#contracts/partition.ts';
import { present } from '#contracts/present.ts';
import type { PinnedPane } from '#contracts/training.ts';
import { dataFeed, productionEnvironment } from '#contracts/window.ts';
import { publicationDecision } from '#domain/decisions/publication.ts';
import { fillOf } from '#domain/spec/backfill.ts';
import { due } from '#domain/training/cadence.ts';
import { paneDecidedSignal } from '../deployment/messages.ts';
import { decide } from '../run/decision-log.ts';
import { tell } from '../run/tell.ts';
import { type PipelineState, remembered } from './state.ts';
import { requestTraining } from './trainings.ts';

/** Remembers a published pane, hands it to the deployment, and asks whether it is time to train. */
export async function takePane(state: PipelineState, partition: string, pane: PaneDecided): Promise<void> {
  if (pane.outcome !== 'published') return;
  const backfill = state.backfills.find(({ name }) => name === partition);
  const key = publishedKey(backfill?.partition ?? partition, pane.feed);
  if (backfill && !mayFill(state, partition, key, pane)) return;
  remember(state, key, pane);
  // The deployment scores each newly published pane with the live model.
  if (backfill) return;
  const spec = state.inForce?.applied.spec;
  if (!spec?.model) return;
  await tell(ids.deployment(spec.model.name, productionEnvironment), paneDecidedSignal, pane);
  await trainIfDue(state, pane);
}

/** A backfill's pane fills a window that nobody published; where the spec says so, it takes the place of what was. */
function mayFill(
  state: PipelineState,
  partition: string,
  key: string,
  { feed, window, snapshot }: PaneDecided,
): boolean {
  const outcome = fillOf(state.published[key] ?? [], window, state.inForce?.applied.spec.windows.backfill);
  const said = {
    about: { partition, feed, start: window.start },
    numbers: { start: window.start, end: window.end },
    inputs: { snapshot },
  };
  decide(
    outcome === 'left'
      ? publicationDecision.draft({ ...said, outcome, code: 'BACKFILL_NOT_NEEDED' })
      : publicationDecision.draft({ ...said, outcome, code: 'PANE_PUBLISHED' }),
  );
  return outcome !== 'left';
}

/** Panes of a partition's feed; of the feed alone where there is one partition. */
const publishedKey = (partition: string, feed: string): string =>
  partition === wholePartition ? feed : `${partition}/${feed}`;

function remember(state: PipelineState, key: string, { window, pane, snapshot }: PaneDecided): void {
  const others = (state.published[key] ?? []).filter((known) => known.window.start !== window.start);
  const panes: PinnedPane[] = [...others, { window, pane, snapshot }];
  state.published[key] = panes.sort((a, b) => a.window.start - b.window.start).slice(-remembered.windows);
}

/** Trains by the cadence, once enough windows and their labels are published. */
async function trainIfDue(state: PipelineState, { feed }: PaneDecided): Promise<void> {
  const spec = state.inForce?.applied.spec;
  const every = spec?.training?.every;
  if (every === undefined || !spec?.labels || feed === dataFeed) return;
  const cut = state.published[feed]?.at(-1)?.window.end;
  if (cut === undefined || !due(present({ every, cut, previousCut: state.previousCut }))) return;
  const requested = await requestTraining(state, { by: 'cadence', nonce: `cadence-${cut}` });
  if (requested) state.previousCut = cut;
}
