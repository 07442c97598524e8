import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { requireNoRoot, requireNoSecret, requireRetention } from './assertions.ts';
import type { Shell } from './shell.ts';
import { pipelineFolder, type Stack } from './stack.ts';
import { announceDay, dateOf, decisionOf, pipeline, published, untilPublished } from './upstream.ts';

const Applied = z.object({ applied: z.literal(true), pipeline: z.string() });
const Balanced = z.object({ sound: z.literal(true) });
const Replayed = z.object({ equal: z.literal(true) });

/** What happens in the stack once it is up; throws at the first thing that does not come true. */
export async function tellStory(shell: Shell, stack: Stack, say: (line: string) => void): Promise<void> {
  await inspect(stack, say);
  await apply(stack, say);

  await announceDay(shell, stack, 0);
  await announceDay(shell, stack, 1);
  say(`Announced ${dateOf(0)} and ${dateOf(1)} through the gateway.`);
  await decided(stack, 0, say);

  await stack.compose('kill', '--signal', 'SIGKILL', 'worker');
  await announceDay(shell, stack, 2);
  const silent = await published(stack);
  if (silent !== 'WORKER_UNAVAILABLE') throw new Error(`without a worker the gateway says ${silent}`);
  say(`Killed the worker's container. ${dateOf(2)} was accepted meanwhile; the pipeline's standing is ${silent}.`);
  await stack.compose('up', '--detach', '--wait', '--no-build', 'worker');
  say('Brought the container up again.');
  await decided(stack, 1, say);

  await crash(stack, say);
  await announceDay(shell, stack, 3);
  await decided(stack, 2, say);

  Balanced.parse(await stack.tidegate(['ledger', '--pipeline', pipeline]));
  say('The ledger is balanced, from the catalog and from the histories alike.');
  Replayed.parse(await stack.tidegate(['replay', '--all']));
  say('Every run replays to the same decisions.');
}

async function inspect(stack: Stack, say: (line: string) => void): Promise<void> {
  const users = await requireNoRoot(stack);
  say(
    `Users of the processes: ${Object.entries(users)
      .map(([service, uid]) => `${service} ${uid}`)
      .join(', ')}.`,
  );
  await requireNoSecret(stack);
  say('No password is in the configuration or in what the engine tells of the containers.');
  say(`The namespace keeps closed runs for ${await requireRetention(stack)} days.`);
  const page = await fetch(stack.ui);
  if (!page.ok) throw new Error(`Temporal's UI answers ${page.status}`);
  await stack.compose(
    'exec',
    '--no-TTY',
    'trainer',
    '/opt/trainer/bin/python',
    '-c',
    'import sklearn, skl2onnx, duckdb',
  );
  say("Temporal's UI answers; the trainer's Python has its packages.");
}

async function apply(stack: Stack, say: (line: string) => void): Promise<void> {
  const folder = await pipelineFolder();
  try {
    Applied.parse(await stack.tidegate(['apply', '/pipeline/pipeline.yaml'], folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  say(`Applied the pipeline ${pipeline}.`);
}

async function decided(stack: Stack, day: number, say: (line: string) => void): Promise<void> {
  await untilPublished(stack, day + 1);
  const { code, subject } = await decisionOf(stack, day);
  say(`${code}: the window of ${dateOf(day)} (${subject}).`);
}

/** Ends all processes in the worker's container but its init, as a crash would. */
async function crash(stack: Stack, say: (line: string) => void): Promise<void> {
  const restarts = async () => {
    const id = (await stack.compose('ps', '--quiet', 'worker')).trim();
    return Number(await stack.docker('inspect', '--format', '{{.RestartCount}}', id));
  };
  const before = await restarts();
  // The shell that kills is ended with its container, and cannot say that it went well.
  await stack.compose('exec', '--no-TTY', 'worker', 'sh', '-c', 'kill -9 -1').catch(() => undefined);
  for (let tries = 0; (await restarts()) === before; tries += 1) {
    if (tries === 60) throw new Error('the engine did not start the worker again');
    await sleep(500);
  }
  say('Killed the processes within the container: the engine started it again by itself.');
}
