import { availableParallelism } from 'node:os';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { literal } from './quoting.ts';

export interface InstanceOptions {
  /** A folder for what does not fit into memory. */
  readonly scratch: string;
  /** Such as `1GB`. */
  readonly memoryLimit?: string;
  readonly threads?: number;
}

/** Starts an in-memory instance that fetches and loads no extension. */
export function launch(options: InstanceOptions): Promise<DuckDBInstance> {
  return DuckDBInstance.create(':memory:', {
    threads: String(options.threads ?? Math.min(4, availableParallelism())),
    memory_limit: options.memoryLimit ?? '1GB',
    temp_directory: options.scratch,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  });
}

/** What stays within reach. */
export interface Reach {
  readonly folders?: readonly string[];
  readonly files?: readonly string[];
}

/** Closes every way to the outside but some folders and files, for all connections and for good. */
export async function confine(connection: DuckDBConnection, { folders = [], files = [] }: Reach): Promise<void> {
  await connection.run(`SET allowed_paths = [${files.map(literal).join(', ')}]`);
  await connection.run(`SET allowed_directories = [${folders.map(literal).join(', ')}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}
