import type { DuckDBInstance } from '@duckdb/node-api';
import { isFatal } from './faults.ts';
import { confine, type InstanceOptions, launch, type Reach } from './instance.ts';
import { createSession, type Session } from './session.ts';
import { createTurns } from './turns.ts';

export interface DatabaseOptions extends InstanceOptions {
  /** The only folders that SQL may read and write; files elsewhere, the network and extensions are out of reach. */
  readonly folders: readonly string[];
  /** How many sessions may work at once; others wait. */
  readonly sessions?: number;
}

export interface SandboxOptions extends InstanceOptions {
  /** An empty folder for this sandbox alone, for what does not fit into memory. Its SQL can access this folder. */
  readonly scratch: string;
  /** The only files that stay accessible: those that views read. */
  readonly files?: readonly string[];
  /** Fills tables from files, or makes views of them, before every other way to the outside is closed. None may be temporary. */
  readonly load: (session: Session) => Promise<void>;
}

/** An in-memory DuckDB, shared by the activities of a process. */
export interface Database {
  /** A folder for what does not fit into memory; it may not exist yet. */
  readonly scratch: string;
  /**
   * Works in a connection of its own, which ends with its temporary tables when the work does. Aborting the signal
   * interrupts the running statement; the work is then rejected with the signal's reason.
   */
  use<T>(work: (session: Session) => Promise<T>, signal?: AbortSignal): Promise<T>;
  close(): void;
}

/** Opens the database that product SQL runs in. Costs about 30 ms: open it once a process. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const open = () => openConfined(options, { folders: options.folders });
  return serve(await open(), options.scratch, options.sessions ?? 3, open);
}

/** Opens a database for SQL that users wrote: it sees the loaded tables, and nothing else can be reached. */
export async function openSandbox(options: SandboxOptions): Promise<Database> {
  return serve(await openConfined(options, { files: options.files ?? [] }, options.load), options.scratch, 1);
}

async function openConfined(options: InstanceOptions, reach: Reach, load?: SandboxOptions['load']) {
  const instance = await launch(options);
  const connection = await instance.connect();
  try {
    await connection.run("SET GLOBAL TimeZone = 'UTC'");
    await load?.(createSession(connection));
    await confine(connection, reach);
    return instance;
  } catch (error) {
    instance.closeSync();
    throw error;
  } finally {
    connection.closeSync();
  }
}

/** Provides an instance; after a fatal error of DuckDB a new one, if one can be opened. */
function serve(
  first: DuckDBInstance,
  scratch: string,
  sessions: number,
  reopen?: () => Promise<DuckDBInstance>,
): Database {
  const turns = createTurns(sessions);
  let current = Promise.resolve(first);
  return {
    scratch,
    use: (work, signal) =>
      turns.take(async () => {
        const used = current;
        try {
          return await workInConnection(await used, work, signal);
        } catch (error) {
          if (isFatal(error) && reopen && current === used) current = reopen();
          throw error;
        }
      }),
    close: () => void current.then((instance) => instance.closeSync()),
  };
}

/** An interrupt that comes between two statements is lost, so it is repeated until the work has ended. */
const interruptEveryMs = 50;

async function workInConnection<T>(
  instance: DuckDBInstance,
  work: (session: Session) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  signal?.throwIfAborted();
  const connection = await instance.connect();
  let repeated: NodeJS.Timeout | undefined;
  const interrupt = () => {
    connection.interrupt();
    repeated = setInterval(() => connection.interrupt(), interruptEveryMs);
  };
  signal?.addEventListener('abort', interrupt, { once: true });
  try {
    return await work(createSession(connection, signal));
  } catch (failure) {
    signal?.throwIfAborted();
    throw failure;
  } finally {
    signal?.removeEventListener('abort', interrupt);
    clearInterval(repeated);
    connection.closeSync();
  }
}
