import { taskQueues } from '#contracts/task-queues.ts';
import { isPolled } from '../temporal/pollers.ts';
import { type Examination, failing, well } from './diagnosis.ts';
import type { Surroundings } from './surroundings.ts';

type Queue = keyof typeof taskQueues;
const queues = Object.keys(taskQueues) as Queue[];

/** Examines whether each task queue has a worker. Work in a queue without one waits. */
export const workerExamination = ({ client }: Surroundings): Examination => ({
  what: 'workers',
  code: 'WORKER_UNAVAILABLE',
  async look() {
    const polled = await Promise.all(
      // Workflows are part of `core`; the other queues have activities only.
      queues.map((queue) => isPolled(client, { name: taskQueues[queue] }, queue === 'core' ? 'workflow' : 'activity')),
    );
    const served = queues.filter((_, index) => polled[index]);
    const missing = queues.filter((_, index) => !polled[index]);
    if (missing.length === 0) return well(`all queues are polled: ${queues.join(', ')}`);
    if (served.length === 0) return failing('no queue is polled: nothing is decided', 'npx tidegate worker');
    return failing(
      `nobody polls ${missing.join(', ')}; polled: ${served.join(', ')}`,
      `npx tidegate worker --queues ${missing.join(',')}`,
    );
  },
});
