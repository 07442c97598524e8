import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { perSecond } from './figures.ts';
import { load } from './load.ts';
import type { Site } from './site.ts';

/** What is offered: so many connections, one arrival a request. */
const callers = 1_000;
const sampleEveryMs = 1_000;

/** The gateway's memory while twice as much is offered as it can take; all that it accepted was decided afterwards. */
export async function measureOverload(site: Site, seconds: number, say: (line: string) => void): Promise<string[]> {
  const url = site.services.addresses.gateway;
  say('overload, what the gateway can take');
  const capacity = await load(site, { url, name: 'capacity', seconds: Math.min(seconds, 20) }, { callers, batch: 1 });
  const rate = (2 * capacity.accepted) / capacity.seconds;
  say(`overload, ${perSecond(rate)} for ${seconds} s`);
  const pid = await gatewayPid(site);
  const samples: number[] = [];
  const timer = setInterval(async () => samples.push(await residentBytes(pid)), sampleEveryMs);
  const taken = await load(site, { url, name: 'overload', seconds }, { callers, batch: 1, rate }).finally(() =>
    clearInterval(timer),
  );
  const during = samples.slice(0, seconds);
  const tenth = Math.max(1, Math.floor(during.length / 10));
  const mib = (values: readonly number[]) => `${Math.round(Math.max(...values) / 2 ** 20)} MiB`;
  return [
    `${perSecond(rate)} offered over ${callers.toLocaleString('en')} connections for ${seconds} s, twice what was taken of as fast as callers could. Accepted ${perSecond(taken.accepted / taken.seconds)},`,
    `refused ${perSecond(taken.refused / taken.seconds)}, each by 429 or 503; every accepted arrival was decided by the stream.`,
    '',
    '| resident memory of the gateway, largest | |',
    '|---|---|',
    `| first tenth | ${mib(during.slice(0, tenth))} |`,
    `| middle | ${mib(during.slice(tenth, -tenth))} |`,
    `| last tenth | ${mib(during.slice(-tenth))} |`,
  ];
}

const Record = z.looseObject({ process: z.looseObject({ pid: z.number() }) });

async function gatewayPid({ home }: Site): Promise<number> {
  return Record.parse(JSON.parse(await readFile(join(home, 'run', 'gateway.json'), 'utf8'))).process.pid;
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1_024;
}
