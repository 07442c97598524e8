import type { Client } from '@temporalio/client';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Catalog } from '#stores/catalog/catalog.ts';
import type { Principal } from './access/access-file.ts';
import type { Access } from './access/followed.ts';
import type { MemoryBudget } from './memory-budget.ts';
import type { Pipelines } from './pipelines.ts';
import type { Readiness } from './readiness.ts';
import type { RowsIntake } from './rows/intake.ts';
import type { Streams } from './streams.ts';

/** The services that the routes use. */
export interface GatewayServices {
  readonly client: Client;
  readonly artifacts: ArtifactStore;
  /** For receipts; without it there are none. */
  readonly catalog?: Pick<Catalog, 'decisions'> | undefined;
  readonly pipelines: Pipelines;
  readonly streams: Streams;
  readonly rows: RowsIntake;
  readonly memory: MemoryBudget;
  /** The principals that are admitted; without it everybody on this machine. */
  readonly access?: Pick<Access, 'principals'> | undefined;
  readonly readiness: () => Promise<Readiness>;
  /** The folders below which `file:` URIs may point. */
  readonly fileRoots: readonly string[];
  readonly maxArtifactBytes: number;
}

/** What middleware passes on to the handlers of a request. */
export interface GatewayEnv {
  Variables: {
    /** Who sent the request, if there is an access file. */
    principal?: Principal;
    /** The code of the refusal, for the access log. */
    code?: string;
  };
}
