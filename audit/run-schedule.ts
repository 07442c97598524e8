import { z } from 'zod';
import { Problem, TidegateError } from '#contracts/problem.ts';
import { ScheduleLine } from '#contracts/schedule.ts';
import type { StreamConfig } from '#domain/time/config.ts';
import { workerLines } from '#worker/programs/lines.ts';

const Ms = z.number().int();
const common = { idleAfter: Ms.optional(), required: z.boolean(), maxAdvance: Ms.optional() };
const Watermark = z.union([
  z.object({ maxDisorder: Ms, ...common }),
  z.object({ asserted: z.literal(true), ...common }),
]);

/** What a run was told of time: durations in milliseconds. */
const RunConfig = z
  .object({
    grid: z.object({ size: Ms, period: Ms, offset: Ms }),
    sources: z.record(z.string(), Watermark),
    feeds: z.array(z.object({ name: z.string(), sources: z.array(z.string()), lateness: Ms })),
    lateEvery: Ms.optional(),
    limits: z.object({ windowsPerArrival: Ms, openWindows: Ms, held: Ms }),
  })
  .transform(
    ({ lateEvery, ...config }): StreamConfig => ({ ...config, ...(lateEvery !== undefined && { lateEvery }) }),
  );

const Stream = z.object({ runs: z.number(), spec: z.string(), config: RunConfig, unsaid: z.number() });

/** What came to a stream, as its histories tell it. */
export interface RunSchedule extends z.infer<typeof Stream> {
  readonly lines: readonly ScheduleLine[];
}

/**
 * Reads the schedule that a stream took, over all runs that continue one another.
 *
 * @param run the workflow id of a stream, or that and `/` and the id of one of its runs: then up to this one
 * @throws `NOT_FOUND`, `REPLAY_DIVERGED`
 */
export async function scheduleOfRun(run: string, environment: NodeJS.ProcessEnv): Promise<RunSchedule> {
  const [, workflowId = run, runId] = /^(.+)\/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/.exec(run) ?? [];
  const args = [workflowId, ...(runId === undefined ? [] : [runId])];
  let stream: z.infer<typeof Stream> | undefined;
  const lines: ScheduleLine[] = [];
  for await (const line of workerLines({ program: 'schedule', args, environment, goodUntil: 0 })) {
    const parsed = Line.parse(line);
    if ('problem' in parsed) throw new TidegateError(parsed.problem);
    if ('stream' in parsed) stream = parsed.stream;
    else lines.push(parsed);
  }
  if (!stream) throw new Error('reading the schedule ended without an answer');
  return { ...stream, lines };
}

const Line = z.union([ScheduleLine, z.strictObject({ stream: Stream }), z.strictObject({ problem: Problem })]);
