import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from './engine.ts';
import type { Shell } from './shell.ts';
import { debianImage, makeDebian } from './stand-ins/debian.ts';
import type { FillContext, Ingredients } from './stand-ins/ingredients.ts';
import { nodeContext } from './stand-ins/node/context.ts';
import { postgresContext } from './stand-ins/postgres/context.ts';
import { adminToolsContext } from './stand-ins/temporal-admin-tools/context.ts';
import { temporalServerContext } from './stand-ins/temporal-server/context.ts';
import { temporalUiContext } from './stand-ins/temporal-ui/context.ts';
import { versitygwContext } from './stand-ins/versitygw/context.ts';

/** By the name of an image: the folder of the Dockerfile that makes a stand-in for it, and what fills its context. */
const standIns: Readonly<Record<string, readonly [folder: string, fill: FillContext]>> = {
  node: ['node', nodeContext],
  postgres: ['postgres', postgresContext],
  'temporalio/server': ['temporal-server', temporalServerContext],
  'temporalio/admin-tools': ['temporal-admin-tools', adminToolsContext],
  'temporalio/ui': ['temporal-ui', temporalUiContext],
  'versity/versitygw': ['versitygw', versitygwContext],
};

/** Says that an image is a stand-in, and what it is made of. */
const label = 'dev.tidegate.stand-in';

/** An image, and where it came from. */
export interface Image {
  readonly name: string;
  readonly from: string;
  /** Whether this run made it. */
  readonly made: boolean;
}

/** Pulls an image; where no registry can be reached, makes a stand-in of its name. */
export async function provideImage(name: string, ingredients: Ingredients, engine: Engine): Promise<Image> {
  const { shell, say } = ingredients;
  const here = await shell.attempt(
    'docker',
    ['image', 'inspect', '--format', `{{index .Config.Labels "${label}"}}`, name],
    engine,
  );
  if (here.ok && here.output.trim() === '') return { name, from: 'its publisher (it was here already)', made: false };
  const pulled = await shell.attempt('docker', ['pull', '--quiet', name], engine);
  if (pulled.ok) return { name, from: 'its publisher', made: false };
  // An answer is not to be papered over: then the name in docker-compose.yml is wrong.
  if (/manifest|not found|denied|unauthorized/i.test(pulled.errors))
    throw new Error(`${name}: ${pulled.errors.trim()}`);
  say(`No registry has answered for ${name}: making a stand-in.`);
  return { name, from: `stand-in: ${await makeStandIn(name, ingredients, engine)}`, made: true };
}

/** Takes away what was made, and the Debian beneath it, from an engine that is somebody's. */
export async function removeMade(images: readonly Image[], shell: Shell, engine: Engine): Promise<void> {
  if (!engine.lent) return;
  const names = images.filter(({ made }) => made).map(({ name }) => name);
  await shell.attempt('docker', ['image', 'rm', ...names, debianImage], engine);
}

async function makeStandIn(name: string, ingredients: Ingredients, engine: Engine): Promise<string> {
  const { shell, say } = ingredients;
  const { repository = '', version = '' } = /^(?<repository>.+):v?(?<version>\d+[.\d]*)/.exec(name)?.groups ?? {};
  const [folder, fill] = standIns[repository] ?? [];
  if (folder === undefined || fill === undefined) throw new Error(`nothing can stand in for ${name}`);
  if (!(await shell.attempt('docker', ['image', 'inspect', debianImage], engine)).ok) {
    say(`Making ${debianImage} by debootstrap.`);
    await makeDebian(ingredients, engine);
  }
  const context = await mkdtemp(join(tmpdir(), 'stand-in-'));
  try {
    const recipe = join(import.meta.dirname, 'stand-ins', folder);
    const plain = (await readdir(recipe)).filter((file) => !file.endsWith('.ts'));
    await Promise.all(plain.map((file) => copyFile(join(recipe, file), join(context, file))));
    const made = await fill(context, version, ingredients);
    // Without its plugin, `docker build` has the builder of old only.
    const hasBuildx = (await shell.attempt('docker', ['buildx', 'version'], engine)).ok;
    const env = { ...engine.env, ...(!hasBuildx && { DOCKER_BUILDKIT: '0' }) };
    await shell.run('docker', ['build', '--tag', name, '--label', `${label}=${made}`, context], { env });
    return made;
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}
