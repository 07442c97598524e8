import type { ScheduleLine } from '#contracts/schedule.ts';
import { ask } from '#worker/programs/ask.ts';
import { type ScheduledStream, schedule } from '#worker/programs/schedule/answer.ts';

/** What came to a stream, as its histories tell it. */
export interface RunSchedule extends ScheduledStream {
  readonly lines: readonly ScheduleLine[];
}

/**
 * Reads the schedule that a stream took, over all runs that continue one another.
 *
 * @param run the workflow id of a stream, or that and `/` and the id of one of its runs: then up to this one
 * @throws `NOT_FOUND`, `REPLAY_DIVERGED`
 */
export async function scheduleOfRun(run: string, environment: NodeJS.ProcessEnv): Promise<RunSchedule> {
  const [, stream = run, runId] = /^(.+)\/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/.exec(run) ?? [];
  let of: ScheduledStream | undefined;
  const lines: ScheduleLine[] = [];
  for await (const answer of ask(schedule, { stream, run: runId }, environment)) {
    if ('stream' in answer) of = answer.stream;
    else lines.push(answer);
  }
  if (!of) throw new Error('reading the schedule ended without an answer');
  return { ...of, lines };
}
