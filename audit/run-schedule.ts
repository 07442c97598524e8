import type { ScheduleLine } from '#contracts/schedule.ts';
import { ask } from '#worker/programs/ask.ts';
import { type ScheduledStream, schedule } from '#worker/programs/schedule/answer.ts';

/** The schedule of a stream's arrivals, read from its histories. */
export interface RunSchedule extends ScheduledStream {
  readonly lines: readonly ScheduleLine[];
}

/**
 * Reads the schedule of a stream over all runs that continue one another.
 *
 * @param run the workflow id of a stream, optionally with `/` and a run id; then runs after that one are left out
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
