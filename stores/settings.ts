import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import { TidegateError } from '#contracts/problem.ts';
import { type Environment, misconfigured, readVariables } from '#contracts/variables.ts';

/** The folder that holds `package.json`. */
export const projectRoot = dirname(import.meta.dirname);

/** Where a process finds what it shares with the others. All paths are absolute. */
export interface Settings {
  /** `TIDEGATE_HOME`: the state of this installation. */
  readonly home: string;
  /** `TIDEGATE_ARTIFACTS`: the artifact store, a folder or `s3://bucket/prefix`. */
  readonly artifacts: string;
  /** `TIDEGATE_CACHE`: downloaded programs, made bundles and copies of artifacts, which may be deleted while nothing runs. */
  readonly cache: string;
  /**
   * `TIDEGATE_CATALOG_URL`: a PostgreSQL database; without it the embedded one is meant. A URL that names no password gets the
   * one in the file that `TIDEGATE_CATALOG_PASSWORD_FILE` names, as container engines mount secrets.
   */
  readonly catalogUrl?: string;
  /** `TIDEGATE_FILE_ROOTS`: the folders below which `file:` URIs may be read; none by default. */
  readonly fileRoots: readonly string[];
  /** `TIDEGATE_TRAINER_PATH`: folders that go before `PATH` for trainer commands and the programs of gates. */
  readonly trainerPath?: string;
}

const Folder = z.string().transform((path) => resolve(path));

/** A folder's path, or a URL, which is left to the store. */
const StoreLocation = z.string().transform((text) => (/^[a-z][a-z0-9+.-]+:/i.test(text) ? text : resolve(text)));

const Folders = z.string().transform((text, context) => {
  const folders = text.split(delimiter).filter((folder) => folder !== '');
  const relative = folders.find((folder) => !isAbsolute(folder));
  if (relative === undefined) return folders;
  context.addIssue({
    code: 'custom',
    message: `absolute paths with "${delimiter}" between them`,
  });
  return z.NEVER;
});

const PostgresUrl = z.string().refine((text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text), {
  error: 'postgres://USER@HOST:PORT/DATABASE',
});

const Variables = z.object({
  TIDEGATE_HOME: Folder.optional(),
  TIDEGATE_ARTIFACTS: StoreLocation.optional(),
  TIDEGATE_CACHE: Folder.optional(),
  TIDEGATE_CATALOG_URL: PostgresUrl.optional(),
  TIDEGATE_CATALOG_PASSWORD_FILE: z.string().optional(),
  TIDEGATE_FILE_ROOTS: Folders.optional(),
  TIDEGATE_TRAINER_PATH: Folders.optional(),
});

/**
 * The settings that the environment gives; an empty variable counts as absent.
 *
 * Throws a {@link TidegateError} with the code `USAGE` whose `path` is the variable at fault.
 */
export function readSettings(environment: Environment = process.env): Settings {
  const variables = readVariables(Variables, environment);
  const home = variables.TIDEGATE_HOME ?? join(projectRoot, '.tidegate');
  return {
    home,
    artifacts: variables.TIDEGATE_ARTIFACTS ?? join(home, 'artifacts'),
    cache: variables.TIDEGATE_CACHE ?? join(homedir(), '.cache', 'tidegate'),
    fileRoots: variables.TIDEGATE_FILE_ROOTS ?? [],
    ...(variables.TIDEGATE_CATALOG_URL !== undefined && {
      catalogUrl: withPassword(variables.TIDEGATE_CATALOG_URL, variables.TIDEGATE_CATALOG_PASSWORD_FILE),
    }),
    ...(variables.TIDEGATE_TRAINER_PATH?.length && {
      trainerPath: variables.TIDEGATE_TRAINER_PATH.join(delimiter),
    }),
  };
}

function withPassword(url: string, file: string | undefined): string {
  const parts = new URL(url);
  if (file === undefined || parts.password !== '') return url;
  try {
    parts.password = encodeURIComponent(readFileSync(file, 'utf8').trimEnd());
  } catch {
    const variable = 'TIDEGATE_CATALOG_PASSWORD_FILE';
    throw misconfigured(variable, 'a file that this process can read', { [variable]: file });
  }
  return parts.href;
}

type ConnectionOptions = ReturnType<typeof loadClientConnectConfig>['connectionOptions'];

/** What `Connection.connect` and `NativeConnection.connect` take, and the namespace to use. */
export interface TemporalConfig {
  readonly connectionOptions: ConnectionOptions & { readonly address: string };
  readonly namespace: string;
}

/**
 * Temporal's address, namespace, TLS and API key by Temporal's own environment configuration: `TEMPORAL_ADDRESS`,
 * `TEMPORAL_NAMESPACE`, `TEMPORAL_TLS_…`, `TEMPORAL_API_KEY`, `TEMPORAL_PROFILE` and the profile file.
 *
 * Throws a {@link TidegateError} with the code `USAGE` where the profile cannot be read.
 *
 * @see https://docs.temporal.io/develop/environment-configuration
 */
export function temporalConfig(environment: Environment = process.env): TemporalConfig {
  const given = Object.entries(environment).filter((entry): entry is [string, string] => Boolean(entry[1]));
  try {
    const { connectionOptions, namespace } = loadClientConnectConfig({
      overrideEnvVars: Object.fromEntries(given),
    });
    const stated = Object.entries(connectionOptions).filter(([, value]) => value !== undefined);
    return {
      connectionOptions: {
        ...Object.fromEntries(stated),
        address: connectionOptions.address ?? 'localhost:7233',
      },
      namespace: namespace ?? 'default',
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const remedy = 'Correct the TEMPORAL_… variables or the profile file that they name.';
    throw new TidegateError(
      {
        code: 'USAGE',
        message: `Temporal's configuration cannot be used: ${reason}`,
        path: 'TEMPORAL_PROFILE',
        remedy,
      },
      { cause },
    );
  }
}
