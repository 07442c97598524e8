import { setTimeout as sleep } from 'node:timers/promises';
import type { Arrival } from '#contracts/arrival.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { wholePartition } from '#contracts/partition.ts';
import { randomOf } from '#examples/nyc-flights/upstream/incidents.ts';
import type { Installation } from '#test/support/site/installation.ts';
import { arriveSignal, stateQuery } from '#workflows/stream/messages.ts';
import { announce, applyMeters, readingOf } from './meters.ts';

/** A flood of arrivals through the gateway, with SIGKILLs of all that runs in between. */
export interface FloodOptions {
  readonly arrivals: number;
  /** Arrivals of one window. */
  readonly perWindow: number;
  /** How often each of worker, gateway and server is killed. */
  readonly kills: number;
  /** Signals of a megabyte that no stream understands, spread over the flood: they fill a run as thousands of arrivals would. */
  readonly rubbish?: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface Flooded {
  readonly acknowledged: number;
  /** Announcements that were sent again, because nobody answered or somebody asked to come back. */
  readonly again: number;
  readonly killed: readonly string[];
  readonly refusedWith: Readonly<Record<string, number>>;
}

export const floodPipeline = 'flood';
const callers = 32;
const victims = ['worker', 'gateway', 'server'] as const;

/** Announces everything until all of it is acknowledged, and waits until it is decided. */
export async function flood(installation: Installation, options: FloodOptions): Promise<Flooded> {
  await applyMeters(installation, floodPipeline);
  const hours = Math.ceil(options.arrivals / options.perWindow);
  const readings = await Promise.all(
    Array.from({ length: hours + 3 }, (_, hour) => readingOf(installation, 'a', hour)),
  );
  const progress = { next: 0, acknowledged: 0, again: 0 };
  const refusedWith: Record<string, number> = {};
  const killed: string[] = [];

  const send = async (arrival: Arrival): Promise<void> => {
    for (;;) {
      const answer = await announce(installation, floodPipeline, arrival).catch(() => undefined);
      if (answer?.status === 202) return;
      const code = answer?.code ?? 'none';
      if (answer && answer.status < 429) throw new Error(`${arrival.id} was refused: ${answer.status} ${code}`);
      refusedWith[code] = (refusedWith[code] ?? 0) + 1;
      progress.again += 1;
      await sleep(Math.max(200, (answer?.retryAfter ?? 0) * 1_000));
    }
  };
  const { rubbish = 0 } = options;
  const call = async (): Promise<void> => {
    while (progress.next < options.arrivals) {
      const n = progress.next;
      progress.next += 1;
      if (rubbish > 0 && n % Math.ceil(options.arrivals / rubbish) === 0) await sendRubbish(installation);
      const reading = readings[Math.floor(n / options.perWindow)];
      if (reading) await send({ ...reading, id: `flood-${n}` });
      progress.acknowledged += 1;
      if (progress.acknowledged % 10_000 === 0) options.say(`${progress.acknowledged} acknowledged`);
    }
  };
  const kill = async (): Promise<void> => {
    const draw = randomOf(options.seed);
    const moments = victims
      .flatMap((victim) => Array.from({ length: options.kills }, () => ({ victim, at: draw() * options.arrivals })))
      .sort((a, b) => a.at - b.at);
    for (const { victim, at } of moments) {
      while (progress.acknowledged < at) await sleep(20);
      options.say(`SIGKILL to the ${victim} after ${progress.acknowledged}`);
      await killAndStart(installation, victim);
      killed.push(victim);
    }
  };
  await Promise.all([kill(), ...Array.from({ length: callers }, call)]);
  // What closes the last window: a reading two hours on.
  for (const reading of readings.slice(hours + 2)) await send({ ...reading, id: 'flood-end' });
  await decided(installation, options.arrivals + 1);
  return { acknowledged: progress.acknowledged, again: progress.again, killed, refusedWith };
}

/** Sends it until the server has it; twice does no harm. */
async function sendRubbish({ client }: Installation): Promise<void> {
  const handle = client.workflow.getHandle(workflowId.stream(floodPipeline, wholePartition));
  for (;;) {
    try {
      return await handle.signal(arriveSignal.name, Buffer.alloc(1_000_000));
    } catch {
      await sleep(200);
    }
  }
}

async function killAndStart(installation: Installation, victim: (typeof victims)[number]): Promise<void> {
  if (victim === 'server') {
    await installation.temporal.kill();
    await sleep(500);
    return installation.temporal.restart();
  }
  await installation.process(victim).kill();
  return victim === 'worker' ? installation.startWorker() : installation.startGateway();
}

/** Waits until the stream has decided as many arrivals, and every pane that fired. */
async function decided({ client }: Installation, arrivals: number): Promise<void> {
  const handle = client.workflow.getHandle(workflowId.stream(floodPipeline, wholePartition));
  for (;;) {
    const view = await handle.query(stateQuery).catch(() => undefined);
    if (view && view.arrivals >= arrivals && view.backlog === 0 && view.panesOpen === 0) return;
    await sleep(500);
  }
}
