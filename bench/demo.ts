import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { programs } from '#local/dev/environment.ts';

interface Line {
  readonly at?: number;
  readonly act?: number;
  readonly title?: string;
  readonly seconds?: number;
  readonly untrue?: number;
}

/** The time of the demo by act, from its own log. */
export async function measureDemo(say: (line: string) => void): Promise<string[]> {
  const home = await mkdtemp(join(tmpdir(), 'tidegate-bench-demo-'));
  const args = ['demo', '--json', '--home', home, '--report', join(home, 'report.html')];
  const begun = Date.now();
  const child = spawn(process.execPath, [programs.tidegate, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  const starts: { readonly title: string; readonly at: number }[] = [{ title: 'Start of all services', at: begun }];
  let untrue: number | undefined;
  for await (const text of createInterface({ input: child.stdout })) {
    const line: Line = JSON.parse(text);
    if (line.title !== undefined && line.at !== undefined) {
      say(`demo, act ${line.act}`);
      starts.push({ title: `${line.act}. ${line.title}`, at: line.at });
    }
    untrue = line.untrue ?? untrue;
  }
  const end = Date.now();
  await rm(home, { recursive: true, force: true });
  if (untrue !== 0) throw new Error(`the demo did not come true: ${untrue ?? 'it ended early'}`);
  const rows = starts.map(({ title, at }, index) => {
    const seconds = ((starts[index + 1]?.at ?? end) - at) / 1_000;
    return `| ${title} | ${seconds.toFixed(0)} s |`;
  });
  return ['| act | time |', '|---|---|', ...rows, `| whole | ${((end - begun) / 1_000).toFixed(0)} s |`];
}
