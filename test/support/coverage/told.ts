import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { root } from './rooms.ts';
import { coverageIn, percentOf } from './summary.ts';

export const floorsFile = join(root, 'test', 'coverage.json');

/** The share of lines, in per cent, below which a room may not fall. */
export const Floors = z.record(z.string(), z.number());

export const readFloors = (): z.infer<typeof Floors> => Floors.parse(JSON.parse(readFileSync(floorsFile, 'utf8')));

/** A line for each room that decides, and how many of them have fallen below their floor. */
export function coverageTold(folder: string): { readonly lines: readonly string[]; readonly fallen: number } {
  const floors = readFloors();
  const told = coverageIn(folder).map((each) => {
    const [percent, floor = 0] = [percentOf(each), floors[each.room]];
    const fell = percent < floor;
    const line = `${each.room.padEnd(9)} ${percent.toFixed(1)} % of ${each.lines} lines of code ran`;
    return { fell, line: fell ? `${line}: FALLEN below ${floor} %` : line };
  });
  return { lines: told.map(({ line }) => line), fallen: told.filter(({ fell }) => fell).length };
}
