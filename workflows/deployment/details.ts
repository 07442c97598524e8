import { present } from '#contracts/present.ts';
import { standingOf } from '#domain/deployment/state.ts';
import { makeSearchable, showDetails } from '../run/visibility.ts';
import type { DeploymentView } from './messages.ts';
import type { DeploymentState } from './state.ts';

/** What the query `state` answers. */
export function viewOf({ model, environment, deployment, counts }: DeploymentState): DeploymentView {
  const { epoch, routes, slot, queue, lineage } = deployment;
  return present({
    model,
    environment,
    epoch,
    live: routes.champion?.version ?? null,
    predecessor: slot?.before?.version ?? lineage.at(-1)?.version ?? null,
    challenger: routes.challenger?.version ?? null,
    stage: slot?.standing.at,
    slot: slot?.promotion,
    weight: routes.weight,
    queue: queue.map(({ promotion }) => promotion),
    scored: counts.scored,
  });
}

/** Shows in Temporal's UI what is served. */
export function showRoutes({ deployment }: DeploymentState): void {
  const { routes } = deployment;
  const { at } = standingOf(deployment);
  makeSearchable({ stage: at });
  showDetails(
    [
      '| route | model |',
      '|---|---|',
      `| live | \`${routes.champion?.version ?? 'none'}\` |`,
      `| beside it | \`${routes.challenger?.version ?? 'none'}\` (${Math.round(routes.weight * 100)} % of entities) |`,
      `| stage | ${at} |`,
    ].join('\n'),
  );
}
