import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { perSecond } from './figures.ts';
import { load } from './load.ts';
import { pipelines, type Site } from './site.ts';

/** What is offered: more arrivals at once than the gateway lets wait. */
const manner = { callers: 512, batch: 100 } as const;
const sampleEveryMs = 1_000;

/** The gateway's memory while twice as much is offered as it can take; all that it accepted was decided afterwards. */
export async function measureOverload(site: Site, seconds: number, say: (line: string) => void): Promise<string[]> {
  const url = site.services.addresses.gateway;
  const pipeline = pipelines.overload;
  say('overload, what the gateway can take');
  const capacity = await load(
    site,
    { url, pipeline, name: 'capacity', seconds: Math.min(seconds, 10) },
    { ...manner, callers: 64 },
  );
  const offered = (2 * capacity.accepted) / capacity.seconds;
  const rate = offered / manner.batch;
  say(`overload, ${perSecond(offered)} for ${seconds} s`);
  const pid = await gatewayPid(site);
  const samples: number[] = [];
  const timer = setInterval(async () => samples.push(await residentBytes(pid)), sampleEveryMs);
  const taken = await load(site, { url, pipeline, name: 'overload', seconds }, { ...manner, rate }).finally(() =>
    clearInterval(timer),
  );
  const during = samples.slice(0, seconds);
  const tenth = Math.max(1, Math.floor(during.length / 10));
  const mib = (values: readonly number[]) => `${Math.round(Math.max(...values) / 2 ** 20)} MiB`;
  return [
    `${perSecond(offered)} offered, twice what 64 callers got in, for ${seconds} s over ${manner.callers} connections with ${manner.batch} arrivals a request. Accepted: ${perSecond(taken.accepted / taken.seconds)};`,
    `refused: ${perSecond((taken.refused * manner.batch) / taken.seconds)}, ${statuses(taken.refusedBy)}. Every accepted arrival was decided by the stream.`,
    '',
    '| resident memory of the gateway, largest | |',
    '|---|---|',
    `| first tenth | ${mib(during.slice(0, tenth))} |`,
    `| middle | ${mib(during.slice(tenth, -tenth))} |`,
    `| last tenth | ${mib(during.slice(-tenth))} |`,
  ];
}

const statuses = (refusedBy: Readonly<Record<string, number>>): string =>
  Object.entries(refusedBy)
    .map(([status, count]) => `${count} requests by ${status}`)
    .join(', ') || 'none';

const RunRecord = z.looseObject({ process: z.looseObject({ pid: z.number() }) });

async function gatewayPid({ home }: Site): Promise<number> {
  return RunRecord.parse(JSON.parse(await readFile(join(home, 'run', 'gateway.json'), 'utf8'))).process.pid;
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1_024;
}
