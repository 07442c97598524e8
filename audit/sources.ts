import { TidegateError } from '#contracts/problem.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Catalog, DecisionQuery } from '#stores/catalog/catalog.ts';
import { openCatalog } from '#stores/catalog/open.ts';
import { readSettings, type Settings } from '#stores/settings.ts';
import { ask } from '#worker/programs/ask.ts';
import { replay } from '#worker/programs/replay/answer.ts';
import type { LoggedDecision } from './log.ts';

/** Where decisions and what they name are read from. */
export interface AuditSources {
  readonly settings: Settings;
  readonly environment: NodeJS.ProcessEnv;
  readonly artifacts: ArtifactStore;
  readonly catalog: Catalog;
}

/** Opens the artifacts and the catalog that an environment names, and closes them after the work. */
export async function withAudit<T>(
  environment: NodeJS.ProcessEnv,
  work: (sources: AuditSources) => Promise<T>,
): Promise<T> {
  const settings = readSettings(environment);
  if (settings.catalogUrl === undefined) throw noCatalog();
  const artifacts = await openArtifactStore(settings.artifacts);
  const catalog = openCatalog(settings.catalogUrl);
  try {
    return await work({ settings, environment, artifacts, catalog });
  } finally {
    await catalog.close();
  }
}

const noCatalog = () =>
  new TidegateError({
    code: 'CATALOG_UNAVAILABLE',
    message: 'nothing runs here that keeps a catalog',
    remedy: 'Start `tidegate dev`, or set TIDEGATE_CATALOG_URL.',
  });

/** Decisions as the catalog has them, oldest first. */
export const catalogLog = (
  { catalog }: Pick<AuditSources, 'catalog'>,
  query: DecisionQuery = {},
): Promise<LoggedDecision[]> => catalog.decisions(query);

/** Decisions as the histories give them in replay: all runs of these workflows, open ones to their last event. */
export async function historyLog(
  { environment }: Pick<AuditSources, 'environment'>,
  workflowIds: readonly string[],
): Promise<{ readonly log: LoggedDecision[]; readonly diverged: readonly string[] }> {
  const log: LoggedDecision[] = [];
  const diverged: string[] = [];
  for await (const run of ask(replay, { workflowIds, open: true, decisions: true }, environment)) {
    log.push(...(run.recorded ?? []));
    if (run.outcome === 'diverged') diverged.push(`${run.workflowId} ${run.runId}: ${run.detail ?? ''}`);
  }
  return { log, diverged };
}
