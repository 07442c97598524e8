import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type GatewayClient, gatewayClient } from '#client/sdk/gateway-client.ts';
import { arrivalType, watermarkType } from '#contracts/arrival.ts';
import { TidegateError } from '#contracts/problem.ts';
import { formatInstant } from '#contracts/time.ts';
import { type Delivery, deliveriesOf, type SourceName, sources } from './upstream/deliveries.ts';
import { incidentsOf } from './upstream/incidents.ts';
import { openTables, type Tables } from './upstream/tables.ts';

const usage = `Plays days of 2013 as the upstream systems of an airport would: daily files, announced over HTTP.

  node examples/nyc-flights/feeder.ts --gateway URL [options]

  --gateway URL         where the gateway is (TIDEGATE_GATEWAY_URL)
  --pipeline NAME       flight-delay
  --start DATE          day 0 (2013-05-01)
  --from-day N          the first day to play (0)
  --to-day N            the last day to play, inclusive (the first one)
  --only SOURCE         leave all other sources out; may be given several times
  --without SOURCE      leave a source out; may be given several times
  --seconds-from N      from this day on, departures give delays in seconds
  --seed N              draws the days of the incidents, and the order of a day's files (1)
  --calm                no incidents
  --json                a line of JSON for each event

Playing a day again is safe: events keep their ids.
`;

const dayMs = 86_400_000;
/** While the gateway asks to come back later, an upstream system does: for several minutes. */
const attempts = 240;

interface Settings {
  readonly gateway: string;
  readonly pipeline: string;
  readonly start: number;
  readonly days: readonly number[];
  readonly brings: (source: SourceName) => boolean;
  readonly secondsFrom: number;
  readonly seed: number;
  readonly calm: boolean;
  readonly json: boolean;
}

function settingsOf(argv: readonly string[]): Settings | undefined {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      gateway: text,
      pipeline: text,
      start: text,
      'from-day': text,
      'to-day': text,
      only: { type: 'string', multiple: true },
      without: { type: 'string', multiple: true },
      'seconds-from': text,
      seed: text,
      calm: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const gateway = values.gateway ?? process.env.TIDEGATE_GATEWAY_URL;
  const start = Date.parse(`${values.start ?? '2013-05-01'}T00:00:00Z`);
  const from = Number(values['from-day'] ?? 0);
  const to = Number(values['to-day'] ?? from);
  const named = [...(values.only ?? []), ...(values.without ?? [])];
  const sound =
    named.every((name) => (sources as readonly string[]).includes(name)) && [start, from, to].every(Number.isInteger);
  if (values.help || gateway === undefined || !sound) return undefined;
  return {
    gateway,
    pipeline: values.pipeline ?? 'flight-delay',
    start,
    days: Array.from({ length: to - from + 1 }, (_, i) => from + i),
    brings: (source) => (values.only?.includes(source) ?? true) && !values.without?.includes(source),
    secondsFrom: Number(values['seconds-from'] ?? Number.POSITIVE_INFINITY),
    seed: Number(values.seed ?? 1),
    calm: values.calm ?? false,
    json: values.json ?? false,
  };
}

async function play(settings: Settings): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'feeder-'));
  const tables = await openTables({ folder, start: settings.start, secondsFrom: settings.secondsFrom });
  const gateway = gatewayClient({ url: settings.gateway, attempts });
  const incidents = settings.calm ? undefined : incidentsOf(settings.seed);
  try {
    for (const day of settings.days) {
      for (const delivery of deliveriesOf(day, settings.seed, incidents)) {
        if (settings.brings(delivery.source)) await deliver(settings, tables, gateway, delivery);
      }
      if (settings.brings('weather')) await assertWeather(settings, gateway, day);
    }
  } finally {
    tables.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function deliver(settings: Settings, tables: Tables, gateway: GatewayClient, delivery: Delivery): Promise<void> {
  const cut = await tables.cut(delivery);
  if (cut === undefined) return;
  const { source, day, name, incident, supersedes } = delivery;
  const { uri, digest, bytes } = await gateway.store(cut.file);
  const id = `${name}/${dateOf(settings, day)}`;
  const [minTime, maxTime] = [formatInstant(cut.minTime), formatInstant(cut.maxTime)];
  const producedBy = { name: `nyc-${source}`, version: '1' };
  const corrects = supersedes === undefined ? {} : { supersedes: `${supersedes}/${dateOf(settings, day)}` };
  const data = {
    uri,
    digest,
    bytes,
    rows: cut.rows,
    format: 'parquet',
    minTime,
    maxTime,
    producedBy,
    ...corrects,
  } as const;
  await gateway.announce(settings.pipeline, { specversion: '1.0', type: arrivalType, id, source, data });
  tell(settings, { event: 'announced', day, source, id, rows: cut.rows, ...(incident && { incident }) });
}

/** The weather service says that a day is complete. */
async function assertWeather(settings: Settings, gateway: GatewayClient, day: number): Promise<void> {
  const completeThrough = formatInstant(settings.start + (day + 1) * dayMs - 1);
  const id = `weather-complete/${dateOf(settings, day)}`;
  const data = { completeThrough };
  await gateway.announce(settings.pipeline, { specversion: '1.0', type: watermarkType, id, source: 'weather', data });
  tell(settings, { event: 'asserted', day, source: 'weather', id, completeThrough });
}

const dateOf = ({ start }: Settings, day: number): string => new Date(start + day * dayMs).toISOString().slice(0, 10);

function tell({ json }: Settings, line: Readonly<Record<string, string | number>>): void {
  const { event, source, id, rows, incident } = line;
  const text = `${event} ${source} ${id}${rows === undefined ? '' : `, ${rows} rows`}${incident === undefined ? '' : ` (${incident})`}`;
  process.stdout.write(`${json ? JSON.stringify(line) : text}\n`);
}

const settings = settingsOf(process.argv.slice(2));
if (settings === undefined) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  try {
    await play(settings);
  } catch (error) {
    if (!(error instanceof TidegateError)) throw error;
    process.stderr.write(`${JSON.stringify(error.problem)}\n`);
    process.exitCode = 4;
  }
}
