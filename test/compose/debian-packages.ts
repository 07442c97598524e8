import type { Shell } from './shell.ts';

/** Installs Debian's packages where they are missing and this process may; what it cannot install, it names. */
export async function requirePackages(
  shell: Shell,
  programs: Readonly<Record<string, string>>,
  say: (line: string) => void,
) {
  const missing: string[] = [];
  for (const [program, name] of Object.entries(programs)) {
    if (!(await shell.attempt('sh', ['-c', `command -v ${program}`])).ok) missing.push(name);
  }
  if (missing.length === 0) return;
  const mayInstall = process.getuid?.() === 0 && (await shell.attempt('sh', ['-c', 'command -v apt-get'])).ok;
  if (!mayInstall) throw new Error(`install first: ${missing.join(', ')}`);
  say(`Installing ${missing.join(' and ')} from Debian's packages.`);
  await shell.run('apt-get', ['update', '-q']);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await shell.run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...missing], { env });
}
