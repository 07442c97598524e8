import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sendApplication } from '#client/temporal/application.ts';
import { valueOrThrow } from '#contracts/problem.ts';
import type { Window } from '#contracts/window.ts';
import { loadSpec } from '#spec/load.ts';
import { resolve } from '#spec/resolve.ts';
import type { Installation } from '#test/support/site/installation.ts';

export const hourMs = 3_600_000;
const firstHour = Date.UTC(2013, 4, 1);

/** The window of the nth hour. */
export const hourOf = (n: number): Window => ({ start: firstHour + n * hourMs, end: firstHour + (n + 1) * hourMs });

/** Writes `pipeline.yaml` and what it names into a folder of the home, and applies it. */
export async function applyFiles(
  { home, client, artifacts }: Pick<Installation, 'home' | 'client' | 'artifacts'>,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const folder = join(home, name);
  await mkdir(folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
  const loaded = valueOrThrow(await loadSpec(join(folder, 'pipeline.yaml')));
  await sendApplication(client, { ...(await resolve(loaded, artifacts)), by: 'ada' });
}
