import { problemOf } from '#contracts/problem.ts';
import type { CatalogInspection } from '#stores/catalog/catalog.ts';
import { openCatalog } from '#stores/catalog/open.ts';
import { type Examination, type Found, failing, warning, well } from './diagnosis.ts';
import type { Surroundings } from './surroundings.ts';

/** Looks at the catalog once; throws `CATALOG_UNAVAILABLE` where none is configured. */
export async function inspectCatalog({ settings: { catalogUrl } }: Surroundings): Promise<CatalogInspection> {
  if (catalogUrl === undefined) throw problemOf('CATALOG_UNAVAILABLE', 'no catalog is configured');
  const catalog = openCatalog(catalogUrl);
  try {
    return await catalog.inspect();
  } finally {
    await catalog.close();
  }
}

/** The catalog's server and its tables; they are left as they are. */
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

/** How the tables stand, by their migrations. */
export function tablesFound({ applied, pending, unknown }: Omit<CatalogInspection, 'version' | 'now'>): Found {
  if (unknown.length > 0) return failing(`made by a later Tidegate: ${unknown.join(', ')}`, 'git pull && npm ci');
  if (applied.length === 0) return well('none yet: the first use makes them');
  if (pending.length > 0) return warning(`behind by ${pending.join(', ')}`, 'npx tidegate worker');
  return well(`up to date, at ${applied.at(-1)}`);
}

/** Without the user and the password. */
function hostOf(url = ''): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
