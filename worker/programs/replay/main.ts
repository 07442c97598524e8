import { openArtifactStore } from '#stores/artifacts/open.ts';
import { openCatalog } from '#stores/catalog/open.ts';
import { readSettings } from '#stores/settings.ts';
import { connectClient } from '../../connect.ts';
import { installRuntime } from '../../logger.ts';
import { replayRuns } from '../../replay/runs.ts';
import { respond } from '../respond.ts';
import { replay } from './answer.ts';

await respond(replay, async function* ({ decisions, ...wanted }) {
  const { artifacts, catalogUrl } = readSettings();
  installRuntime();
  const sources = {
    client: await connectClient('tidegate-replay'),
    artifacts: await openArtifactStore(artifacts),
    catalog: catalogUrl === undefined ? undefined : openCatalog(catalogUrl),
  };
  for await (const { recorded = [], ...run } of replayRuns(sources, wanted))
    yield decisions ? { ...run, recorded } : run;
});
