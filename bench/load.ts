import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { wholePartition } from '#contracts/partition.ts';
import { stateQuery } from '#workflows/stream/messages.ts';
import { partitions, pipelines, type Site } from './site.ts';

export const Load = z.object({
  /** Arrivals that were accepted, and requests that were answered 429 or 503. */
  accepted: z.number(),
  refused: z.number(),
  refusedBy: z.record(z.string(), z.number()),
  seconds: z.number(),
  /** Of accepted requests, in milliseconds. */
  latencies: z.array(z.number()),
});
export type Load = z.infer<typeof Load>;

/** How the callers come: so many connections, with so many arrivals in a request. */
export interface Manner {
  readonly callers: number;
  readonly batch: number;
  /** Requests a second; as fast as they are answered where it is left out. */
  readonly rate?: number;
}

export interface Target {
  readonly url: string;
  readonly pipeline: string;
  /** Distinct in each load: ids begin with it. */
  readonly name: string;
  readonly seconds: number;
}

/** Loads a target, and answers once the streams have decided all that was accepted. */
export async function load(site: Site, target: Target, manner: Manner): Promise<Load> {
  const streams = streamsOf(target);
  const before = await decidedBy(site, streams);
  const done = await callersOf(target, manner);
  await drained(site, streams);
  const decided = (await decidedBy(site, streams)) - before;
  if (decided < done.accepted) throw new Error(`${done.accepted} were accepted, ${decided} were decided`);
  return done;
}

const streamsOf = ({ pipeline }: Target): readonly string[] =>
  (pipeline === pipelines.partitioned ? partitions : [wholePartition]).map((partition) =>
    workflowId.stream(pipeline, partition),
  );

async function callersOf({ url, pipeline, name, seconds }: Target, { callers, batch, rate }: Manner): Promise<Load> {
  const args = ['--url', url, '--pipeline', pipeline, '--name', name, '--seconds', String(seconds)];
  args.push('--callers', String(callers), '--batch', String(batch));
  if (rate !== undefined) args.push('--rate', String(rate));
  const child = spawn(process.execPath, [join(import.meta.dirname, 'callers.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) return Load.parse(JSON.parse(line));
  throw new Error('the callers ended without an answer');
}

const viewOf = ({ client }: Site, stream: string) => client.workflow.getHandle(stream).query(stateQuery);

async function decidedBy(site: Site, streams: readonly string[]): Promise<number> {
  let sum = 0;
  for (const stream of streams) sum += (await viewOf(site, stream)).arrivals;
  return sum;
}

const patienceMs = 120_000;

async function drained(site: Site, streams: readonly string[]): Promise<void> {
  for (const stream of streams) {
    const seen = { arrivals: -1, at: Date.now() };
    for (;;) {
      const view = await viewOf(site, stream).catch(() => undefined);
      if (view?.backlog === 0) break;
      if (view && view.arrivals > seen.arrivals) Object.assign(seen, { arrivals: view.arrivals, at: Date.now() });
      if (Date.now() - seen.at > patienceMs) throw new Error(`${stream} has decided nothing for two minutes`);
      await sleep(500);
    }
  }
}
