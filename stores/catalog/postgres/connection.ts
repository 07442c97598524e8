import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { TidegateError } from '#contracts/problem.ts';
import { migrate } from './migrations.ts';
import type { CatalogTables } from './tables.ts';

export interface Connection {
  /** Runs an operation on up-to-date tables; throws `CATALOG_UNAVAILABLE` where the server cannot take it now. */
  use<T>(operation: (db: Kysely<CatalogTables>) => Promise<T>): Promise<T>;
  /** The same, without updating the tables, which may be missing. */
  look<T>(operation: (db: Kysely<CatalogTables>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Epoch milliseconds and counts are far below 2^53, so a `bigint` column is read as a number. */
const bigintOid = 20;
/** Documents are read as the text that was written. */
const jsonOid = 114;

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === bigintOid) return Number;
    if (oid === jsonOid) return String;
    return format === 'binary' ? pg.types.getTypeParser(oid, format) : pg.types.getTypeParser(oid);
  },
};

/** A pool of connections to one schema of a database. Nothing is connected before the first use. */
export function connect(url: string, schema: string): Connection {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'tidegate',
    max: 4,
    connectionTimeoutMillis: 5_000,
    query_timeout: 60_000,
    keepAlive: true,
    allowExitOnIdle: true,
    types,
  });
  // A connection that breaks is replaced at its next use. Without a listener it would end the process: the pool listens for
  // those that are idle, nobody for those that are in use between two statements.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<CatalogTables>({ dialect: new PostgresDialect({ pool }) });
  let migrated: Promise<void> | undefined;

  /** A migration that fails is not the caller's fault, so it counts as unavailability. */
  const upToDate = async () => {
    migrated ??= migrate(db, schema);
    try {
      await migrated;
    } catch (error) {
      migrated = undefined;
      throw unavailable(error);
    }
  };

  return {
    use: async (operation) => {
      await upToDate();
      try {
        return await operation(db.withSchema(schema));
      } catch (error) {
        if (isTableGone(error)) migrated = undefined;
        throw isPassing(error) || isTableGone(error) ? unavailable(error) : error;
      }
    },
    look: async (operation) => {
      try {
        return await operation(db);
      } catch (error) {
        throw isPassing(error) ? unavailable(error) : error;
      }
    },
    close: () => db.destroy(),
  };
}

/** Somebody deleted the catalog: it is made again at the next use. */
const isTableGone = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && (error.code === '42P01' || error.code === '3F000');

/**
 * The classes of SQLSTATE that a repetition may mend: connection, authorization and unknown database (the server may be
 * on its way up), conflicts of transactions, lack of resources, locks, an operator's intervention, system errors.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const passingClasses = ['08', '28', '3D', '40', '53', '55', '57', '58'];
/** What a server says that is a standby after a failover. */
const readOnly = '25006';

function isPassing(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) {
    return error.code === readOnly || passingClasses.includes(error.code?.slice(0, 2) ?? '');
  }
  if (!(error instanceof Error)) return false;
  return 'syscall' in error || error instanceof AggregateError || /connection|timeout/i.test(error.message);
}

function unavailable(cause: unknown): TidegateError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const observed = String(code ?? (cause instanceof Error ? cause.message : cause));
  return new TidegateError(
    { code: 'CATALOG_UNAVAILABLE', message: 'the catalog does not answer', observed },
    { cause },
  );
}
