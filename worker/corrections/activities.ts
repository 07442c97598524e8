import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import type { CorrectionActivities, TraceInput } from '#activities/corrections/port.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Catalog } from '#stores/catalog/catalog.ts';
import { blastRadius } from './trace.ts';

export interface CorrectionDependencies {
  readonly artifacts: ArtifactStore;
  readonly catalog: Catalog | undefined;
}

const everyMs = 250;
const mostModels = 100;

export function createCorrectionActivities({ artifacts, catalog }: CorrectionDependencies): CorrectionActivities {
  return {
    async traceCorrection(input) {
      if (!catalog) return null;
      await projected(catalog, input);
      const decisions = await catalog.decisions({
        kinds: ['pane', 'gate', 'training', 'predictions'],
      });
      const told = decisions.map(({ decision }) => decision);
      const radius = await blastRadius(input.batch, input.span, told, artifacts);
      const { digest } = await artifacts.putJson(radius);
      const { snapshots, trainingSets, models, predictions } = radius;
      return {
        radius: digest,
        snapshots: snapshots.length,
        trainingSets: trainingSets.length,
        predictions: predictions.length,
        models: models.slice(0, mostModels),
      };
    },
  };
}

/** Waits until the catalog knows the decision that began the correction, and so all that was decided before it. */
async function projected(catalog: Catalog, { stream, seq }: TraceInput): Promise<void> {
  for (;;) {
    const decisions = await catalog.decisions({ workflowId: stream, codes: ['ARRIVAL_SUPERSEDED'], newestFirst: true });
    if (decisions.some(({ decision }) => decision.seq >= seq)) return;
    Context.current().heartbeat();
    await sleep(everyMs, undefined, { signal: Context.current().cancellationSignal });
  }
}
