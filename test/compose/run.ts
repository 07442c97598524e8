import { homedir } from 'node:os';
import { join } from 'node:path';
import { findCompose } from './compose-program.ts';
import { openEngine } from './engine.ts';
import { type Image, provideImage, removeMade } from './images.ts';
import { type Journal, openJournal } from './journal.ts';
import { shellOf } from './shell.ts';
import { imagesOf, openStack } from './stack.ts';
import { tellStory } from './story.ts';

// Brings docker-compose.yml up for real, and ends with 0 only if all of it came true: docs/why/compose.md.

const programs = process.env.TIDEGATE_CACHE ?? join(homedir(), '.cache', 'tidegate');
const cache = join(programs, 'compose');

/** The image that deploy/Dockerfile begins with. */
const nodeImage = `node:${process.versions.node}-trixie-slim`;

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort(new Error(signal)));

const journal = await openJournal(join(cache, 'run.log'));
try {
  await run(journal);
  journal.say('All of it came true.');
} catch (error) {
  const reason: unknown = stopping.signal.aborted ? stopping.signal.reason : error;
  journal.say(`FAILED: ${reason instanceof Error ? reason.message : String(reason)}`);
  journal.say('What all programs said is in compose/run.log of the cache folder.');
  process.exitCode = 1;
}

async function run({ say }: Journal): Promise<void> {
  const shell = shellOf(journal, stopping.signal);
  const lastly = shellOf(journal);
  const engine = await openEngine({ shell, cache, say });
  try {
    const tools = { shell, cache, say, programs };
    const program = await findCompose(tools, engine.env);
    say(`Container engine ${engine.version}, Compose ${program.version}.`);
    const stack = await openStack({ shell, lastly, program, engine });
    const images: Image[] = [];
    try {
      const { pulled, built } = await imagesOf(stack);
      for (const name of [nodeImage, ...pulled]) images.push(await provideImage(name, tools, engine));
      say(`Building ${built.join(' and ')}.`);
      await stack.compose('build', 'worker', 'trainer');
      images.push(...built.map((name) => ({ name, from: 'deploy/Dockerfile', made: true })));
      say('Images:');
      for (const { name, from } of images) say(`  ${name.padEnd(30)} ${await sizeOf(stack.docker, name)}  ${from}`);
      say('Bringing everything up.');
      await stack.compose('up', '--detach', '--wait', '--no-build', '--wait-timeout', '300');
      say('Everything is up and healthy.');
      await tellStory(shell, stack, say);
    } finally {
      await stack.recordLogs().catch(() => undefined);
      say('Taking everything down.');
      await stack.takeDown();
      await removeMade(images, lastly, engine);
      say('Nothing is left: no container, no volume, no network.');
    }
  } finally {
    await engine.close();
  }
}

async function sizeOf(docker: (...args: string[]) => Promise<string>, image: string): Promise<string> {
  const bytes = Number(await docker('image', 'inspect', '--format', '{{.Size}}', image));
  return `${(bytes / 1e6).toFixed(0).padStart(5)} MB`;
}
