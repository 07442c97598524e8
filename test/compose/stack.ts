import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { freePorts } from '#local/ports.ts';
import { projectRoot } from '#stores/settings.ts';
import type { ComposeProgram } from './compose-program.ts';
import type { Engine } from './engine.ts';
import type { Shell } from './shell.ts';

/** `docker-compose.yml` as a project of its own: other names, tags, ports and passwords than a person's. */
export interface Stack {
  readonly project: string;
  readonly gateway: string;
  readonly temporal: string;
  readonly ui: string;
  /** The passwords that were made for it. */
  readonly secrets: string;
  compose(...args: string[]): Promise<string>;
  /** A `tidegate` command in a container, as JSON; `files` is mounted at `/pipeline`. */
  tidegate(args: readonly string[], files?: string): Promise<unknown>;
  docker(...args: string[]): Promise<string>;
  /** Puts what the containers said into the log. */
  recordLogs(): Promise<void>;
  /** Takes everything down that has this project's name, with its volumes; throws where anything is left. */
  takeDown(): Promise<void>;
}

interface StackOptions {
  readonly shell: Shell;
  /** Works when the other one has been stopped. */
  readonly lastly: Shell;
  readonly program: ComposeProgram;
  readonly engine: Engine;
}

export async function openStack({ shell, lastly, program, engine }: StackOptions): Promise<Stack> {
  const secrets = await mkdtemp(join(tmpdir(), 'secrets-'));
  await shell.run(join(projectRoot, 'deploy', 'make-secrets.sh'), [secrets]);
  const [temporalPort = 0, uiPort = 0, gatewayPort = 0] = await freePorts(3);
  const project = `tidegate-test-${process.pid}`;
  const env = {
    ...engine.env,
    COMPOSE_PROJECT_NAME: project,
    COMPOSE_PROGRESS: 'plain',
    COMPOSE_BAKE: 'false',
    TIDEGATE_COMPOSE_TAG: 'test',
    TIDEGATE_COMPOSE_SECRETS: secrets,
    TIDEGATE_COMPOSE_TEMPORAL_PORT: String(temporalPort),
    TIDEGATE_COMPOSE_UI_PORT: String(uiPort),
    TIDEGATE_COMPOSE_GATEWAY_PORT: String(gatewayPort),
  };
  const at = { cwd: projectRoot, env };
  const [command, ...first] = program.command;
  const compose = (...args: string[]) => shell.run(command, [...first, ...args], at);
  const composeLastly = (...args: string[]) => lastly.run(command, [...first, '--profile', '*', ...args], at);
  return {
    project,
    gateway: `http://127.0.0.1:${gatewayPort}`,
    temporal: `127.0.0.1:${temporalPort}`,
    ui: `http://127.0.0.1:${uiPort}`,
    secrets,
    compose,
    async tidegate(args, files) {
      const mount = files === undefined ? [] : ['--volume', `${files}:/pipeline:ro`];
      return JSON.parse(await compose('run', '--rm', '--no-TTY', ...mount, 'tidegate', ...args, '--json'));
    },
    docker: (...args) => shell.run('docker', args, at),
    recordLogs: async () => void (await composeLastly('logs', '--no-color', '--timestamps', '--tail', '200')),
    async takeDown() {
      await composeLastly('down', '--volumes', '--remove-orphans', '--timeout', '20');
      await rm(secrets, { recursive: true, force: true });
      const filter = ['--quiet', '--filter', `label=com.docker.compose.project=${project}`];
      for (const list of [
        ['ps', '--all'],
        ['volume', 'ls'],
        ['network', 'ls'],
      ]) {
        const left = (await lastly.run('docker', [...list, ...filter], at)).trim();
        if (left !== '') throw new Error(`left behind (docker ${list.join(' ')}): ${left.replaceAll('\n', ', ')}`);
      }
    },
  };
}

const Configuration = z.object({
  services: z.record(z.string(), z.object({ image: z.string(), build: z.unknown().optional() })),
});

/** The images that are built here, and those that come from others, in the order in which they are named. */
export async function imagesOf(stack: Stack): Promise<{ readonly built: string[]; readonly pulled: string[] }> {
  const { services } = Configuration.parse(
    JSON.parse(await stack.compose('--profile', '*', 'config', '--format', 'json')),
  );
  const named = (own: boolean) =>
    Object.values(services)
      .filter(({ build }) => (build !== undefined) === own)
      .map(({ image }) => image);
  return { built: [...new Set(named(true))], pulled: [...new Set(named(false))] };
}

/** A folder with the pipeline and the contract that it names, for a container to read. */
export async function pipelineFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pipeline-'));
  // The container's user is another one.
  await chmod(folder, 0o755);
  await cp(join(import.meta.dirname, 'pipeline'), folder, { recursive: true });
  await cp(join(projectRoot, 'examples', 'nyc-flights', 'contracts'), join(folder, 'contracts'), { recursive: true });
  return folder;
}
