import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { projectRoot } from '#stores/settings.ts';
import type { Shell } from './shell.ts';
import type { Stack } from './stack.ts';

/** The pipeline of `pipeline/pipeline.yaml`, and the day of its first window. */
export const pipeline = 'timetable';
const firstDay = Date.UTC(2013, 4, 1);

/** The date of a day, counted from the first. */
export const dateOf = (day: number): string => new Date(firstDay + day * 86_400_000).toISOString().slice(0, 10);

/** Plays the upstream system of a day through the gateway, in a process outside of all containers. */
export async function announceDay(shell: Shell, stack: Stack, day: number): Promise<void> {
  const feeder = join(projectRoot, 'examples', 'nyc-flights', 'feeder.ts');
  const what = ['--pipeline', pipeline, '--only', 'flights', '--calm', '--start', dateOf(0)];
  const args = [feeder, '--gateway', stack.gateway, ...what, '--from-day', String(day)];
  await shell.run(process.execPath, args);
}

const Standing = z.object({
  pipeline: z.object({
    view: z.object({ published: z.record(z.string(), z.number()) }).optional(),
    problem: z.object({ code: z.string() }).optional(),
  }),
});

/** How many windows the pipeline has published, as the gateway tells; or why nobody can say. */
export async function published(stack: Stack): Promise<number | string> {
  const answer = await fetch(`${stack.gateway}/v1/pipelines/${pipeline}`);
  if (!answer.ok) return `HTTP ${answer.status}`;
  const { view, problem } = Standing.parse(await answer.json()).pipeline;
  if (view === undefined) return problem?.code ?? 'no answer';
  return Object.values(view.published).reduce((sum, count) => sum + count, 0);
}

/** Waits until so many windows are published. */
export async function untilPublished(stack: Stack, count: number, withinMs = 180_000): Promise<void> {
  const end = Date.now() + withinMs;
  for (let found: number | string = 'not asked'; Date.now() < end; await sleep(500)) {
    found = await published(stack).catch(String);
    if (found === count) return;
    if (typeof found === 'number' && found > count) throw new Error(`${found} windows are published, not ${count}`);
  }
  throw new Error(`the window was not published within ${withinMs / 1_000} s; published: ${await published(stack)}`);
}

const Explained = z.object({
  found: z.number(),
  decisions: z.array(z.object({ decision: z.looseObject({ code: z.string(), subject: z.string() }) })),
});

/** The decision that published the window of a day, read from the catalog. */
export async function decisionOf(stack: Stack, day: number): Promise<{ code: string; subject: string }> {
  const what = ['explain', 'window', dateOf(day), '--code', 'PANE_PUBLISHED'];
  const { decisions } = Explained.parse(await stack.tidegate(what));
  const [only, ...others] = decisions;
  if (only === undefined || others.length > 0)
    throw new Error(`${decisions.length} decisions published ${dateOf(day)}`);
  return only.decision;
}
