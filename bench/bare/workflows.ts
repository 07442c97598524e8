import { proxyActivities } from '@temporalio/workflow';

const { countRows } = proxyActivities<{ countRows(path: string): Promise<number> }>({ startToCloseTimeout: '10s' });

/** The reference of the latency bench: what a straightforward program does with a batch. */
export async function bare(path: string): Promise<boolean> {
  return (await countRows(path)) >= 1;
}
