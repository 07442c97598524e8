import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Runtime } from '@temporalio/worker';
import { runStanding } from '#client/temporal/standing.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { acts } from '#examples/nyc-flights/story/acts/acts.ts';
import { type Told, tellStory } from '#examples/nyc-flights/story/story.ts';
import { until } from '#examples/nyc-flights/story/until.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { projectRoot, readSettings } from '#stores/settings.ts';
import { archivedRuns, loadHistory } from '#worker/archive/exported.ts';
import { factsOf } from '#worker/archive/run-facts.ts';
import { findBundle } from '#worker/bundle.ts';
import { quietLogger } from '#worker/logger.ts';
import { replayHistories } from '#worker/replay/replay.ts';
import { stateQuery } from '#workflows/archive/messages.ts';
import { choose, type Run } from './choose.ts';
import { divergenceOf } from './compare.ts';
import { namesOfThisMachine, tracesIn } from './machine.ts';
import { folder, packed, type Recorded, writeRecorded } from './recorded.ts';

/**
 * Tells the story and records telling runs of it for the replay tests: `npm run record-histories`.
 *
 * `--acts N` tells the first N acts only, for trying it out: then what the later acts would give is missing, and nothing is
 * written unless `--partial` is given too.
 */
async function main(): Promise<void> {
  Runtime.install({ logger: quietLogger, shutdownSignals: [] });
  const { values } = parseArgs({ options: { acts: { type: 'string' }, partial: { type: 'boolean', default: false } } });
  const home = join(projectRoot, '.tidegate', 'recording');
  const { cache, trainerPath } = readSettings();
  const report = join(home, 'report.html');
  // The last act looks at what the others left behind, and leaves nothing to record.
  const chosenActs = acts.slice(0, values.acts === undefined ? -1 : Number(values.acts));
  const story = { home, cache, start: '2013-05-01', seed: 1, json: false, report, ...(trainerPath && { trainerPath }) };
  const told = await tellStory(story, chosenActs);
  try {
    const untrue = told.points.filter(({ ok }) => !ok).map(({ title }) => title);
    const artifacts = await openArtifactStore(join(home, 'artifacts'));
    const { recorded, missing } = choose(await runsOf(told, artifacts));
    const proved = await Promise.all(recorded.map((run) => prove(artifacts, run)));
    const faults = [...untrue.map((title) => `did not come true: ${title}`), ...missing.map((name) => `no ${name}`)];
    for (const fault of faults) process.stderr.write(`${fault}\n`);
    if (faults.length > 0 && !values.partial) throw new Error('nothing was recorded');
    const traces = proved.flatMap((run) =>
      tracesIn(packed(run), namesOfThisMachine).map((trace) => `${run.name}: ${trace}`),
    );
    if (traces.length > 0) throw new Error(`this machine would be recorded:\n${traces.join('\n')}`);
    await writeRecorded(proved);
    for (const { name, workflowId, history } of proved)
      process.stdout.write(`${name}: ${workflowId}, ${history.events?.length} events\n`);
    process.stdout.write(`Recorded into ${folder}. Say in the commit why.\n`);
  } finally {
    await told.stop();
  }
}

/** Every run of the story with its decisions as the catalog holds them. */
async function runsOf({ world }: Told, artifacts: ArtifactStore): Promise<Run[]> {
  const { client, catalog } = world;
  await until({ what: 'the archive' }, async () => {
    const view = (await runStanding(client, ids.archive(), stateQuery))?.view;
    return view && view.pending === 0 ? true : undefined;
  });
  const histories: Pick<Run, 'workflowId' | 'runId' | 'history'>[] = [];
  for await (const { workflowId, runId, history } of archivedRuns(artifacts))
    histories.push({ workflowId, runId, history: await loadHistory(artifacts, history) });
  for await (const { workflowId, runId } of client.workflow.list({ query: "ExecutionStatus = 'Running'" }))
    histories.push({ workflowId, runId, history: await client.workflow.getHandle(workflowId, runId).fetchHistory() });
  const runs: Run[] = [];
  for (const { workflowId, runId, history } of histories) {
    const { workflowType, status = 'running', sealed } = factsOf(history);
    const cataloged = await catalog.decisions({ workflowId, runId, limit: 100_000 });
    const decisions = cataloged.map(({ decision }) => decision).sort((a, b) => a.seq - b.seq);
    runs.push({ workflowId, runId, workflowType, status, decisions, ...(sealed && { sealed }), history });
  }
  return runs;
}

/** Nothing is recorded that the bundle which made it does not replay as it was. Of an open run, what it decided after its history was read is left out. */
async function prove(artifacts: ArtifactStore, run: Recorded): Promise<Recorded> {
  const bundle = await findBundle(artifacts, factsOf(run.history).bundle?.slice('sha256:'.length) ?? '');
  if (!bundle) throw new Error(`the bundle of ${run.workflowId} is not in the artifact store`);
  for await (const replayed of replayHistories(bundle.path, [run])) {
    const decisions = run.status === 'running' ? run.decisions.slice(0, replayed.decisions.length) : run.decisions;
    const proved = { ...run, decisions };
    const divergence = divergenceOf(proved, replayed);
    if (divergence) throw new Error(`${run.workflowId} does not replay: ${JSON.stringify(divergence)}`);
    return proved;
  }
  throw new Error(`${run.workflowId} was not replayed`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
