import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What a file of tests cost, in seconds. */
export const Cost = z.strictObject({
  file: z.string(),
  kind: z.string(),
  tests: z.number(),
  /** From the start of its process to the end of its last hook. */
  wall: z.number(),
  /** Of its process and of those that it began and ended; what the shared servers spent for it is not in it. */
  cpu: z.number(),
});
export type Cost = z.infer<typeof Cost>;

/** The costs that a run left in a folder; none where there was no run. */
export function readCosts(folder: string): Cost[] {
  const file = join(folder, costsFile);
  return existsSync(file) ? z.array(Cost).parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
}

export const costsFile = 'costs.json';

/** A line for each kind, and one for all: files, tests, wall and CPU, summed. */
export function costsByKind(costs: readonly Cost[]): string[][] {
  const byKind = Map.groupBy(costs, ({ kind }) => kind);
  return [...byKind, ['all', costs] as const].map(([kind, of]) => [
    kind,
    String(of.length),
    ...[sum(of, 'tests').toFixed(0), sum(of, 'wall').toFixed(1), sum(of, 'cpu').toFixed(1)],
  ]);
}

export const byKindHead = ['kind', 'files', 'tests', 'wall s', 'CPU s'];

const sum = (costs: readonly Cost[], what: 'tests' | 'wall' | 'cpu'): number =>
  costs.reduce((total, cost) => total + cost[what], 0);
