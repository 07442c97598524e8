import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Code } from '#contracts/codes.ts';
import { openSandbox } from '../duckdb/database.ts';
import { faultText } from '../duckdb/faults.ts';
import { parquetFiles } from '../duckdb/files.ts';
import { identifier } from '../duckdb/quoting.ts';
import type { Session } from '../duckdb/session.ts';
import { Unanswerable } from './engine.ts';
import { runStatement } from './scans.ts';

/** A user's query, and the tables that it may read. */
export interface SandboxedQuery {
  readonly query: string;
  /** Parquet files by the name of their table. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Counts the rows that a query gives. Throws {@link Unanswerable} with a code where it cannot be run. */
export type SandboxedSql = (query: SandboxedQuery) => Promise<string>;

const memoryLimit = '512MB';

/**
 * Runs queries of users, each in a database of its own that sees the tables and nothing else: no file, network, extension or
 * setting; with bounded memory and time.
 *
 * @param scratch an existing folder, for what does not fit into memory
 */
export const createSandboxedSql =
  (scratch: string): SandboxedSql =>
  async ({ query, tables, timeoutMs, signal }) => {
    const folder = await mkdtemp(join(scratch, 'sql-'));
    const timeout = AbortSignal.timeout(timeoutMs);
    const sandbox = await openSandbox({
      scratch: folder,
      memoryLimit,
      files: [...tables.values()].flat(),
      load: async (session) => {
        for (const [name, files] of tables)
          await session.run(`CREATE VIEW ${identifier(name)} AS SELECT * FROM ${parquetFiles(files)}`);
      },
    });
    try {
      return await sandbox.use(
        (session) => countRows(session, query),
        AbortSignal.any([timeout, ...(signal ? [signal] : [])]),
      );
    } catch (fault) {
      if (timeout.aborted && !signal?.aborted) throw new Unanswerable('CHECK_TIMED_OUT' satisfies Code);
      throw fault;
    } finally {
      sandbox.close();
      await rm(folder, { recursive: true, force: true });
    }
  };

async function countRows(session: Session, query: string): Promise<string> {
  const select = query.trim().replace(/;\s*$/, '');
  await expectOneSelect(session, select);
  try {
    // On a line of its own, for a query may end in a comment.
    const counted = `SELECT count(*) FROM (\n${select}\n) AS offenders`;
    const [row] = await runStatement(counted, () => session.texts(counted));
    return row?.[0] ?? '0';
  } catch (fault) {
    throw new Unanswerable('SQL_INVALID' satisfies Code, { cause: said(fault) });
  }
}

/** Only a SELECT can be parsed as one in parentheses; a text that closes the parenthesis itself is refused. */
async function expectOneSelect(session: Session, select: string): Promise<void> {
  const [row] = await session.texts('SELECT json_serialize_sql($query::VARCHAR)', { query: select });
  const parsed: unknown = JSON.parse(row?.[0] ?? '{}');
  const isOne =
    typeof parsed === 'object' &&
    parsed !== null &&
    'statements' in parsed &&
    Array.isArray(parsed.statements) &&
    parsed.statements.length === 1;
  if (!isOne) throw new Unanswerable('SQL_INVALID' satisfies Code, { cause: new Error('expected one SELECT') });
}

/** Errors of the catalog, the parser or forbidden access are the query's fault; a machine that is out of memory is not. */
function said(fault: unknown): unknown {
  if (fault instanceof Error && /^(?:Catalog|Parser|Permission|Binder|Not implemented) Error/.test(fault.message))
    return fault;
  faultText(fault);
  return fault;
}
