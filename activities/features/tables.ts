import { type Contract, columnsOf } from '#contracts/contract.ts';
import { Snapshot } from '#contracts/snapshot.ts';
import type { PinnedPane } from '#contracts/training.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { parquetFiles } from '../duckdb/files.ts';
import { typeOf } from '../duckdb/logical-types.ts';
import { identifier } from '../duckdb/quoting.ts';
import type { Session } from '../duckdb/session.ts';
import type { FeatureSource } from './recipe.ts';

/** One source's rows of one pane, as a local file. */
export interface Part {
  readonly source: string;
  readonly path: string;
  /** Rows before this instant are left out: if windows overlap, an earlier pane has them. */
  readonly from?: number;
}

/** The files that panes consist of, in order of window. */
export async function partsOf(
  artifacts: Pick<ArtifactStore, 'getJson' | 'path'>,
  panes: readonly PinnedPane[],
): Promise<Part[]> {
  const parts: Part[] = [];
  let covered = Number.NEGATIVE_INFINITY;
  for (const { window, snapshot } of [...panes].sort((a, b) => a.window.start - b.window.start)) {
    const manifest = await artifacts.getJson(snapshot, Snapshot);
    const overlaps = window.start < covered;
    for (const { source, data } of manifest.parts) {
      parts.push({ source, path: await artifacts.path(data), ...(overlaps && { from: covered }) });
    }
    covered = Math.max(covered, window.end);
  }
  return parts;
}

/** An instant as SQL. */
export const instant = (ms: number): string => `epoch_ms(${Math.trunc(ms)}::BIGINT)`;

/** Event time as SQL, in UTC without a zone. */
export const eventTimeOf = ({ eventTime }: FeatureSource): string => `CAST(${identifier(eventTime)} AS TIMESTAMP)`;

/** Makes the table of a source; one without any row has the columns of its contract. */
export async function loadSource(session: Session, source: FeatureSource, parts: readonly Part[]): Promise<void> {
  const own = parts.filter((part) => part.source === source.name);
  const query = own.length > 0 ? queryOf(source, own) : source.contract && emptyQuery(source.contract);
  if (query) await session.run(`CREATE TABLE ${identifier(source.name)} AS ${query}`);
}

function queryOf(source: FeatureSource, parts: readonly Part[]): string {
  if (parts.every(({ from }) => from === undefined)) {
    return `SELECT * FROM ${parquetFiles(
      parts.map(({ path }) => path),
      ', union_by_name = true',
    )}`;
  }
  const each = parts.map(({ path, from }) => {
    const rest = from === undefined ? '' : ` WHERE ${eventTimeOf(source)} >= ${instant(from)}`;
    return `SELECT * FROM ${parquetFiles([path])}${rest}`;
  });
  return each.join(' UNION ALL BY NAME ');
}

const emptyQuery = (contract: Contract): string =>
  `SELECT ${columnsOf(contract)
    .map(({ name, type }) => `NULL::${typeOf[type]} AS ${identifier(name)}`)
    .join(', ')} LIMIT 0`;
