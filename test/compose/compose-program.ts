import { type GoTools, goProgram } from './go-program.ts';

/** The version of Compose that is built where there is none. */
const version = '2.40.3';

/** How Compose is called: program and first arguments. */
export interface ComposeProgram {
  readonly command: readonly [program: string, ...args: string[]];
  readonly version: string;
}

/** Compose of the second generation: docker's own plugin, else one built from the Go module proxy. */
export async function findCompose(tools: GoTools, env: NodeJS.ProcessEnv): Promise<ComposeProgram> {
  const plugin = await tools.shell.attempt('docker', ['compose', 'version', '--short'], { env });
  const found = /^v?(\d+)\.\d+\.\d+/.exec(plugin.output.trim());
  if (plugin.ok && Number(found?.[1]) >= 2) return { command: ['docker', 'compose'], version: found?.[0] ?? '' };
  const module = 'github.com/docker/compose/v2';
  const ldflags = `-X ${module}/internal.Version=v${version}`;
  const path = await goProgram({ module, version, main: 'cmd', name: 'docker-compose', ldflags }, tools);
  return { command: [path], version };
}
