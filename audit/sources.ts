import { TidegateError } from '#contracts/problem.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Catalog, DecisionQuery } from '#stores/catalog/catalog.ts';
import { openCatalog } from '#stores/catalog/open.ts';
import { readSettings, type Settings } from '#stores/settings.ts';
import { ask } from '#worker/programs/ask.ts';
import { replay } from '#worker/programs/replay/answer.ts';
import type { LoggedDecision } from './log.ts';

/** Where an audit reads decisions and the artifacts that they name. */
export interface AuditSources {
  readonly settings: Settings;
  readonly environment: NodeJS.ProcessEnv;
  readonly artifacts: ArtifactStore;
  readonly catalog: Catalog;
}

/**
 * Opens the artifact store and the catalog of an environment, runs the work, and closes them. Throws
 * `CATALOG_UNAVAILABLE` if no catalog is configured.
 */
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

/** Decisions from the catalog, oldest first. */
export const catalogLog = (
  { catalog }: Pick<AuditSources, 'catalog'>,
  query: DecisionQuery = {},
): Promise<LoggedDecision[]> => catalog.decisions(query);

/** Decisions from replaying histories: of all runs of these workflows, including open ones up to their last event. */
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
