import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '#client/temporal/connect.ts';
import { problemOfFailure } from '#client/temporal/failures.ts';
import { type Dev, startDev } from '#local/dev/run.ts';
import { openCatalog } from '#stores/catalog/open.ts';
import { temporalConfig } from '#stores/settings.ts';
import { acts } from './acts/acts.ts';
import { createCrashes } from './crashes.ts';
import { createFeed } from './feed.ts';
import { createNarrator, type Point } from './narrator.ts';
import { peopleOf } from './people.ts';
import { copyExample } from './pipeline-folder.ts';
import { plan } from './plan.ts';
import type { World } from './world.ts';

/** How the story is told. */
export interface StoryOptions {
  readonly home: string;
  readonly cache: string;
  /** Folders of the trainer's programs; an environment is made where it is left out. */
  readonly trainerPath?: string;
  /** `2013-05-01`: day 0. */
  readonly start: string;
  readonly seed: number;
  readonly json: boolean;
  readonly report: string;
  /** Where the story is told. Default: standard output. */
  readonly output?: NodeJS.WritableStream;
}

/** A story that was told, with everything still running. */
export interface Told {
  readonly points: readonly Point[];
  readonly world: World;
  stop(): Promise<void>;
}

/**
 * Plays the whole story in an empty home. A point that does not come true is marked, and the story goes on if it can.
 *
 * @throws `MACHINE_INCOMPLETE` if this machine lacks something that the story needs; every process is stopped then
 */
export async function tellStory(options: StoryOptions, chosen = acts): Promise<Told> {
  const narrator = createNarrator({ json: options.json, ...(options.output && { output: options.output }) });
  narrator.tell(`Starting Temporal, PostgreSQL, two workers and the gateway in ${options.home}.`);
  const prepare = () => emptied(options.home);
  const dev = await startDev(options, { onProgress: narrator.tell }, { prepare, trainerMeanwhile: true });
  const world = await enter(dev, options, narrator);
  const stop = async () => {
    await world.catalog.close();
    await world.client.connection.close();
    await dev.stop();
  };
  for (const [index, act] of chosen.entries()) {
    narrator.act(index + 1, act.title);
    try {
      await act.play(world);
    } catch (error) {
      const problem = problemOfFailure(error);
      if (problem?.code === 'MACHINE_INCOMPLETE') {
        await stop();
        throw error;
      }
      narrator.check(
        act.title,
        false,
        problem ? `${problem.code}: ${problem.message}` : String(error instanceof Error ? error.message : error),
      );
      if (process.env.TIDEGATE_DEBUG === '1') console.error(error);
    }
  }
  return { points: narrator.points, world, stop };
}

async function enter({ services }: Dev, options: StoryOptions, narrator: World['narrator']): Promise<World> {
  const { home, seed, start } = options;
  const { environment, addresses } = services;
  narrator.tell(`Temporal's UI: ${addresses.temporalUi}   gateway: ${addresses.gateway}`);
  return {
    home,
    seed,
    plan,
    start: Date.parse(`${start}T00:00:00Z`),
    services,
    client: connect(temporalConfig({ ...process.env, ...environment }), 'tidegate-demo'),
    catalog: openCatalog(addresses.catalog),
    narrator,
    people: peopleOf(home, environment),
    folder: await copyExample(home),
    feed: createFeed({ gateway: addresses.gateway, start, seed, onProgress: narrator.progress }),
    crashes: createCrashes({ home, seed, services, narrator }),
    report: options.report,
  };
}

/** Empties a home, except for the folder that marks it as used by this process. */
async function emptied(home: string): Promise<void> {
  const entries = await readdir(home);
  await Promise.all(
    entries.filter((name) => name !== 'run').map((name) => rm(join(home, name), { recursive: true, force: true })),
  );
}
