import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { programs } from '#local/dev/environment.ts';

// Tells the whole story from other start dates than the demo's, one after another: `npm run soak`, or `npm run soak --
// 2013-02-01 …`. Prints a line for each point that did not come true; ends with 1 where there was one.
//
// The data are real, so not every date tells it: docs/why/soak.md has what became of the firsts of nine months.

const dates = process.argv.length > 2 ? process.argv.slice(2) : ['2013-06-01', '2013-10-01'];

interface Line {
  readonly check?: string;
  readonly ok?: boolean;
  readonly detail?: string;
  readonly act?: number;
  readonly seconds?: number;
  readonly points?: number;
  readonly untrue?: number;
}

async function tell(start: string): Promise<boolean> {
  const home = await mkdtemp(join(tmpdir(), 'tidegate-soak-'));
  const args = ['demo', '--json', '--start', start, '--home', home, '--report', join(home, 'report.html')];
  const child = spawn(process.execPath, [programs.tidegate, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('SIGINT', () => child.kill('SIGINT'));
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  for await (const text of createInterface({ input: child.stdout })) {
    const line: Line = JSON.parse(text);
    if (line.ok === false) process.stdout.write(`${start}  act ${line.act}: ${line.check} · ${line.detail}\n`);
    if (line.seconds !== undefined)
      process.stdout.write(`${start}  ${line.points} points, ${line.untrue} untrue, ${line.seconds} s\n`);
  }
  const code = await ended;
  await rm(home, { recursive: true, force: true });
  return code === 0;
}

for (const start of dates) if (!(await tell(start))) process.exitCode = 1;
