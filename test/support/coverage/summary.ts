import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { linesOfCode } from './lines.ts';
import { isCovered, rooms, root } from './rooms.ts';

const Ran = z.record(z.string(), z.array(z.number()));

/** Lines of code of a room, and how many of them ran. */
export interface Coverage {
  readonly room: string;
  readonly lines: number;
  readonly ran: number;
}

export const percentOf = ({ lines, ran }: Coverage): number => Math.floor((1_000 * ran) / lines) / 10;

/** What the processes of a run wrote into a folder, by room. */
export function coverageIn(folder: string): Coverage[] {
  const ran = new Map<string, Set<number>>();
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    for (const [file, lines] of Object.entries(Ran.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))))) {
      const known = ran.get(file) ?? new Set();
      for (const line of lines) known.add(line);
      ran.set(file, known);
    }
  }
  return rooms.map((room) => {
    const files = globSync(`${room}/**/*.ts`, { cwd: root }).filter(isCovered);
    const counted = files.map((file) => {
      const lines = linesOfCode(readFileSync(join(root, file), 'utf8'));
      return { lines: lines.length, ran: lines.filter((line) => ran.get(file)?.has(line)).length };
    });
    const sum = (what: 'lines' | 'ran') => counted.reduce((total, each) => total + each[what], 0);
    return { room, lines: sum('lines'), ran: sum('ran') };
  });
}
