import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { freePort } from './ports.ts';
import { clearStalePid, databaseUser, ensureCluster, type PostgresCluster } from './postgres-cluster.ts';
import { clusterNote, removeOrphans } from './postgres-leftovers.ts';
import {
  ensurePostgresUser,
  enterableCache,
  findPostgresUser,
  isRoot,
  makeEnterable,
  type OsUser,
} from './postgres-owner.ts';
import { type PostgresPrograms, postgresPrograms } from './postgres-programs.ts';
import { whenReady } from './readiness.ts';
import { endLeftovers } from './run-records.ts';
import { type Service, startService } from './service.ts';

/** The database that the catalog is kept in. */
const catalogDatabase = 'tidegate';

/** What to start a PostgreSQL from. */
export interface PostgresOptions {
  /** The state home: data in `postgres/` (as root: in the cache), the log `logs/postgres.log`. */
  readonly home: string;
  /** The cache folder: for what PostgreSQL's user must be able to enter when this process is root. */
  readonly cache: string;
  /** The port of a server that was there before, so that its clients find it again. A free one when left out. */
  readonly port?: number;
  /** Called once, before anything is written outside the home. */
  readonly onNotice?: ((line: string) => void) | undefined;
}

/** A PostgreSQL server that runs on this machine. */
export interface Postgres {
  readonly name: 'postgres';
  /** URL of the database `tidegate`, with the password: for the environment of a process, never for a screen or a log. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly log: string;
  /** Settles when it ends, for whatever reason. */
  readonly exited: Service['exited'];
  /** Makes an empty database if there is none of this name, and answers its URL. */
  createDatabase(name: string): Promise<string>;
  stop(graceMs?: number): Promise<void>;
  /** Ends it at once by SIGKILL, as a crash would. */
  kill(): Promise<void>;
}

/**
 * Starts a PostgreSQL for the home, on the loopback interface, and waits until it answers.
 *
 * The password is random and asked for on every connection: other users of the machine can reach the port too. What was
 * committed survives SIGKILL of the server and a power cut.
 *
 * @throws `CATALOG_UNAVAILABLE` with the end of its log where it does not come up; `MACHINE_INCOMPLETE` where it cannot
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { home } = options;
  await endLeftovers(home, 'postgres');
  const { programs, cluster, owner } = await prepare(options);
  await clearStalePid(cluster.data);
  for (let tries = 1; ; tries += 1) {
    const port = options.port ?? (await freePort());
    const service = await startService(serverOf(home, programs, cluster, owner, port));
    const urlOf = (database: string) =>
      `postgres://${databaseUser}:${cluster.password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
    try {
      await whenReady(service, () => answers(urlOf('postgres')), {
        withinMs: 30_000,
        code: 'CATALOG_UNAVAILABLE',
      });
    } catch (error) {
      await service.kill();
      if (tries < 20 && isPassing(service.tail(20), options.port === undefined)) continue;
      throw error;
    }
    const createDatabase = async (name: string) => {
      await ensureDatabase(urlOf('postgres'), name);
      return urlOf(name);
    };
    const url = await createDatabase(catalogDatabase);
    const { pid, log, exited, stop, kill } = service;
    return {
      name: 'postgres',
      url,
      port,
      pid,
      log,
      exited,
      createDatabase,
      stop,
      kill,
    };
  }
}

interface Prepared {
  readonly programs: PostgresPrograms;
  readonly cluster: PostgresCluster;
  readonly owner: OsUser | undefined;
}

async function prepare({ home, cache, onNotice }: PostgresOptions): Promise<Prepared> {
  if (!isRoot()) {
    const programs = await postgresPrograms({
      folder: join(cache, 'postgres'),
      always: false,
    });
    return {
      programs,
      cluster: await ensureCluster(home, programs, {}),
      owner: undefined,
    };
  }
  const known = await findPostgresUser();
  const folder = await enterableCache(cache, known);
  if (!existsSync(join(home, clusterNote.inHome))) {
    const user = known === undefined ? 'the OS user `postgres`, which is now made' : 'the OS user `postgres`';
    onNotice?.(`Running as root: PostgreSQL runs as ${user}, with its programs and data in ${folder}.`);
  }
  const owner = await ensurePostgresUser();
  await makeEnterable(folder);
  await removeOrphans(join(folder, 'clusters'));
  const programs = await postgresPrograms({ folder, always: true });
  return {
    programs,
    cluster: await ensureCluster(home, programs, { elsewhere: folder, owner }),
    owner,
  };
}

function serverOf(
  home: string,
  programs: PostgresPrograms,
  cluster: PostgresCluster,
  user: OsUser | undefined,
  port: number,
) {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    // A socket's path may be too long below a deep home, and other processes need none.
    unix_socket_directories: '',
    fsync: 'on',
    synchronous_commit: 'on',
    shared_buffers: '32MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return {
    name: 'postgres',
    home,
    command: programs.postgres,
    args: ['-D', cluster.data, ...flags],
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    cwd: dirname(cluster.data),
    user,
    // A fast shutdown: open transactions are rolled back, nobody is waited for.
    stopSignal: 'SIGINT',
    alone: true,
    parentDeath: 'signal',
  } as const;
}

/** Whether a failed start may succeed when tried again: a port just taken, or a killed server's backends not yet gone. */
function isPassing(log: string, ownPort: boolean): boolean {
  return (ownPort && log.includes('Address already in use')) || log.includes('pre-existing shared memory block');
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 1000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
