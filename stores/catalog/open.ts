import { TidegateError } from '#contracts/problem.ts';
import type { Catalog } from './catalog.ts';
import { openPostgresCatalog } from './postgres/catalog.ts';

export interface CatalogOptions {
  /**
   * The database schema that holds the tables, made where it is missing. Another one than the live one holds a rebuilt
   * catalog beside it. Default: `tidegate`.
   */
  readonly schema?: string;
}

/**
 * The catalog at a URL. It connects when it is first used, and brings its tables up to date then: a catalog that is down
 * keeps no process from starting.
 *
 * Throws a `TidegateError` with the code `USAGE` for a URL that is not PostgreSQL's.
 */
export function openCatalog(url: string, { schema = 'tidegate' }: CatalogOptions = {}): Catalog {
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgresCatalog(url, schema);
  throw new TidegateError({
    code: 'USAGE',
    message: 'the catalog is kept in PostgreSQL',
    path: 'TIDEGATE_CATALOG_URL',
    expected: 'postgres://USER@HOST:PORT/DATABASE',
  });
}
