import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { openCatalog } from '#stores/catalog/open.ts';
import { readSettings, temporalConfig } from '#stores/settings.ts';
import { installRuntime } from '../../logger.ts';
import { rebuildCatalog } from '../../replay/rebuild.ts';
import { replayRuns } from '../../replay/runs.ts';

/**
 * Replays runs and prints a JSON line for each: the entry point behind `tidegate replay`, `ledger` and `catalog rebuild`.
 *
 * `RUN…` are workflow ids; `--all` takes every archived run, and with `--open` the open ones too, to their last event;
 * `--decisions` prints each run's decisions with it; `--rebuild SCHEMA` confirms all archived runs into a catalog schema.
 */
async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      open: { type: 'boolean', default: false },
      decisions: { type: 'boolean', default: false },
      rebuild: { type: 'string' },
    },
  });
  const settings = readSettings();
  installRuntime();
  const artifacts = await openArtifactStore(settings.artifacts);
  const print = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);
  if (values.rebuild !== undefined) {
    if (settings.catalogUrl === undefined) throw new Error('TIDEGATE_CATALOG_URL is not set');
    const catalog = openCatalog(settings.catalogUrl, { schema: values.rebuild });
    const outcome = await rebuildCatalog(artifacts, catalog, print);
    await catalog.close();
    print(outcome);
    return outcome.diverged === 0;
  }
  const { connectionOptions, namespace } = temporalConfig();
  const channelArgs = { 'grpc.max_receive_message_length': -1 };
  const connection = await Connection.connect({ ...connectionOptions, channelArgs });
  const client = new Client({ connection, namespace, identity: 'tidegate-replay' });
  const catalog = settings.catalogUrl === undefined ? undefined : openCatalog(settings.catalogUrl);
  let equal = true;
  const wanted = { all: values.all, open: values.open, workflowIds: positionals };
  for await (const run of replayRuns({ client, artifacts, catalog }, wanted)) {
    equal &&= run.outcome !== 'diverged';
    const { recorded, ...line } = run;
    print(values.decisions ? { ...line, recorded } : line);
  }
  await catalog?.close();
  await connection.close();
  return equal;
}

main().then(
  (equal) => process.exit(equal ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(4);
  },
);
