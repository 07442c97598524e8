import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { ModelActivities } from '#activities/models/port.ts';
import { taskQueues } from '#contracts/task-queues.ts';
import type { Installation } from './installation.ts';

/** A gate for models that needs a measurement and no skill. */
export const modelGate = { checks: [{ holdout: { minRows: 1 } }] };

/**
 * Serves the inference queue in the place of the worker, with measurements that stand here: to train and to score a real model
 * takes half a minute, and what these tests are about begins after it. Everything else is real.
 *
 * @returns what ends it
 */
export async function serveMeasurements({
  client,
  environment,
  artifacts,
}: Installation): Promise<() => Promise<void>> {
  const measureCandidate: ModelActivities['measureCandidate'] = async () => ({
    integrity: { loads: true, featuresMatch: true, maxScoreDifference: 0, sampleRows: 1 },
    leakage: { entities: 1, differing: 0 },
    holdout: { rows: 1_000, labelled: 1_000 },
    candidate: null,
    champion: null,
    differences: null,
    evaluation: (await artifacts.putJson({ measured: 'nothing' })).digest,
  });
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const connection = await NativeConnection.connect({ address: environment.TEMPORAL_ADDRESS ?? '' });
  const { namespace } = client.options;
  const activities = { measureCandidate };
  const worker = await Worker.create({ connection, namespace, taskQueue: taskQueues.inference, activities });
  const ran = worker.run();
  return async () => {
    worker.shutdown();
    await ran;
    await connection.close();
  };
}
