import { problemOf } from '#contracts/problem.ts';
import type { CatalogInspection } from '#stores/catalog/catalog.ts';
import { openCatalog } from '#stores/catalog/open.ts';
import { type Examination, type Found, failing, warning, well } from './diagnosis.ts';
import type { Surroundings } from './surroundings.ts';

/** Inspects the catalog; throws `CATALOG_UNAVAILABLE` if none is configured. */
export async function inspectCatalog({ settings: { catalogUrl } }: Surroundings): Promise<CatalogInspection> {
  if (catalogUrl === undefined) throw problemOf('CATALOG_UNAVAILABLE', 'no catalog is configured');
  const catalog = openCatalog(catalogUrl);
  try {
    return await catalog.inspect();
  } finally {
    await catalog.close();
  }
}

/** Examines the catalog's server and its tables, without changing anything. */
export const catalogExaminations = (around: Surroundings): Examination[] => [
  {
    what: 'catalog',
    code: 'CATALOG_UNAVAILABLE',
    async look() {
      const { version } = await inspectCatalog(around);
      return well(`${hostOf(around.settings.catalogUrl)} answers, PostgreSQL ${version}`);
    },
  },
  {
    what: 'catalog tables',
    code: 'CATALOG_UNAVAILABLE',
    look: async () => tablesFound(await inspectCatalog(around)),
  },
];

/** Judges the tables by their migrations: applied, pending, unknown. */
export function tablesFound({ applied, pending, unknown }: Omit<CatalogInspection, 'version' | 'now'>): Found {
  if (unknown.length > 0) return failing(`made by a later Tidegate: ${unknown.join(', ')}`, 'git pull && npm ci');
  if (applied.length === 0) return well('none yet: the first use makes them');
  if (pending.length > 0) return warning(`behind by ${pending.join(', ')}`, 'npx tidegate worker');
  return well(`up to date, at ${applied.at(-1)}`);
}

/** The host of a URL, without the user and the password. */
function hostOf(url = ''): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
