import { openArtifactStore } from '#stores/artifacts/open.ts';
import { openCatalog } from '#stores/catalog/open.ts';
import { readSettings } from '#stores/settings.ts';
import { installRuntime } from '../../logger.ts';
import { rebuildCatalog } from '../../replay/rebuild.ts';
import { respond } from '../respond.ts';
import { rebuild } from './answer.ts';

await respond(rebuild, async function* ({ schema }) {
  const { artifacts, catalogUrl } = readSettings();
  if (catalogUrl === undefined) throw new Error('TIDEGATE_CATALOG_URL is not set');
  installRuntime();
  const catalog = openCatalog(catalogUrl, { schema });
  yield* rebuildCatalog(await openArtifactStore(artifacts), catalog);
  await catalog.close();
});
