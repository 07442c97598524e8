import { readFile, writeFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { addPrincipal } from '#client/keys/principal-file.ts';
import { sendApplication } from '#client/temporal/application.ts';
import { askForTraining } from '#client/temporal/training.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import type { PaneDecided } from '#contracts/pane.ts';
import { wholePartition } from '#contracts/partition.ts';
import { valueOrThrow } from '#contracts/problem.ts';
import type { PinnedPane } from '#contracts/training.ts';
import { dataFeed, productionEnvironment } from '#contracts/window.ts';
import { digestOf } from '#domain/digest.ts';
import { copyExample } from '#examples/nyc-flights/story/pipeline-folder.ts';
import { loadSpec } from '#spec/load.ts';
import { resolve } from '#spec/resolve.ts';
import { eventually } from '#test/support/eventually.ts';
import type { People } from '#test/support/people.ts';
import type { Installation } from '#test/support/site/installation.ts';
import { modelGate } from '#test/support/site/measurements.ts';
import { type PipelineView, panesDecidedSignal, stateQuery } from '#workflows/pipeline/messages.ts';
import { openFlightPanes } from './flight-panes.ts';

const pipeline = 'flight-delay';
const model = 'lateness';
export const deploymentId = workflowId.deployment(model, productionEnvironment);

/** A trainer as a pipeline declares it. */
export interface DeclaredTrainer {
  /** For `sh -c`. */
  readonly script: string;
  /** Of one attempt. */
  readonly deadline: string;
  readonly attempts: number;
}

/** The example's pipeline, with panes of its data published, ready to train. */
export interface Flights {
  /** Brings a trainer into force and asks for a model; answers the id of its training. */
  train(trainer: DeclaredTrainer): Promise<string>;
  view(): Promise<PipelineView>;
}

/** Applies the example's pipeline, with a model gate that {@link modelGate} is, and publishes four days. */
export async function openFlights(installation: Installation, people: People): Promise<Flights> {
  const { client, home, artifacts } = installation;
  const folder = await copyExample(home);
  for (const principal of people.principals) await addPrincipal(folder.principals, principal);
  const file = await folder.specOf('first');
  const handle = client.workflow.getHandle(workflowId.pipeline(pipeline));
  const view = () => handle.query(stateQuery);

  const apply = async ({ script, deadline, attempts }: DeclaredTrainer) => {
    const spec = parseDocument(await readFile(file, 'utf8'));
    const trainer = { command: ['sh', '-c', script], folder: 'trainer' };
    spec.set('training', { over: '2d', holdout: '1d', trainer, deadline, attempts });
    spec.setIn(['gates', 'model'], modelGate);
    await writeFile(file, spec.toString());
    const loaded = valueOrThrow(await loadSpec(file));
    await sendApplication(client, { ...(await resolve(loaded, artifacts)), by: 'lin' });
  };
  await apply({ script: 'exit 1', deadline: '1m', attempts: 1 });
  await publishDays(installation);

  return {
    view,
    async train(trainer) {
      await apply(trainer);
      const nonce = await askForTraining(client, pipeline, 'lin');
      return eventually(async () => {
        const asked = (await view()).trainings.find((training) => training.nonce === nonce);
        if (asked?.outcome !== 'running') throw new Error(`the training is ${asked?.outcome ?? 'not begun'}`);
        // The pipeline knows of it a moment before it begins.
        await client.workflow.getHandle(asked.id).describe();
        return asked.id;
      });
    },
  };
}

/** Publishes four days of the example's data and their labels, as streams would once their gates have passed. */
async function publishDays({ client, artifactFolder }: Installation): Promise<void> {
  const panes = await openFlightPanes(artifactFolder);
  const handle = client.workflow.getHandle(workflowId.pipeline(pipeline));
  const publish = (feed: string, pinned: PinnedPane) => {
    const nothing = digestOf(null);
    const pane: PaneDecided = {
      ...pinned,
      feed,
      timing: 'on-time',
      outcome: 'published',
      code: 'PANE_PUBLISHED',
      account: nothing,
      report: nothing,
      rows: {},
      parts: {},
      fates: {},
    };
    return handle.signal(panesDecidedSignal, { partition: wholePartition, panes: [pane] });
  };
  try {
    for (const day of [0, 1, 2, 3]) {
      await publish(dataFeed, await panes.pane(day));
      await publish('outcomes', await panes.labels(day));
    }
  } finally {
    await panes.close();
  }
}
