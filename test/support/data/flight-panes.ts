import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '#activities/duckdb/database.ts';
import { literal } from '#activities/duckdb/quoting.ts';
import { createDuckDbEngine } from '#activities/engine/duckdb/engine.ts';
import { createMeasurer } from '#activities/engine/measure.ts';
import { createSandboxedSql } from '#activities/engine/sandboxed-sql.ts';
import type { TableGate, TableGateName } from '#contracts/check.ts';
import type { Digest } from '#contracts/digest.ts';
import type { Snapshot } from '#contracts/snapshot.ts';
import type { PinnedPane, TrainingRequest } from '#contracts/training.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { projectRoot } from '#stores/settings.ts';
import { parseContract } from './flight-contracts.ts';

const day = 86_400_000;
const firstDay = Date.UTC(2013, 4, 1);
export const example = join(projectRoot, 'examples/nyc-flights');

const eventTimes = {
  flights: 'scheduled_at',
  weather: 'observed_at',
  departures: 'departed_at',
  outcomes: 'scheduled_at',
};
type Source = keyof typeof eventTimes;

/** The nth day from 1 May 2013. */
export const dayOf = (n: number) => ({ start: firstDay + n * day, end: firstDay + (n + 1) * day });
export const daysOf = (from: number, to: number) => ({ start: dayOf(from).start, end: dayOf(to).start });

/** An artifact store with days of the example as published panes. */
export interface FlightPanes {
  readonly artifacts: ArtifactStore;
  readonly database: Database;
  readonly scratch: string;
  readonly measure: ReturnType<typeof createMeasurer>;
  /** Applies a spec with these features; the trainer is a folder with a command. */
  apply(
    features: string,
    trainer?: { readonly folder: string; readonly files: readonly string[]; readonly command: readonly string[] },
    gates?: Partial<Record<TableGateName, TableGate>>,
  ): Promise<Digest>;
  /** A pane of a day; `where` narrows the rows of all its sources. */
  pane(n: number, options?: { readonly where?: string }): Promise<PinnedPane>;
  labels(n: number): Promise<PinnedPane>;
  request(spec: Digest, over: number, holdout: number, more?: Partial<TrainingRequest>): Promise<TrainingRequest>;
  close(): Promise<void>;
}

/** @param artifactFolder of a store that is there already; one of its own where it is left out */
export async function openFlightPanes(artifactFolder?: string): Promise<FlightPanes> {
  const home = await mkdtemp(join(tmpdir(), 'tidegate-panes-'));
  const scratch = await mkdtemp(join(home, 'scratch-'));
  const artifacts = await openArtifactStore(artifactFolder ?? join(home, 'artifacts'));
  const database = await openDatabase({ folders: [home, join(example, 'data')], scratch });

  const write = async (source: Source, n: number, where = 'true') => {
    const { start, end } = dayOf(n);
    const time = eventTimes[source];
    const path = join(scratch, `${source}-${n}.parquet`);
    const file = literal(join(example, 'data', `${source}.parquet`));
    const rows = await database.use((session) =>
      session.writeParquet(
        `SELECT * FROM read_parquet(${file}) WHERE ${time} >= epoch_ms(${start}::BIGINT) AND ${time} < epoch_ms(${end}::BIGINT) AND ${where} ORDER BY ALL`,
        path,
      ),
    );
    const { digest, bytes } = await artifacts.putFile(path, { move: true });
    return { source, data: digest, rows, bytes };
  };
  const publish = async (feed: string, sources: readonly Source[], n: number, where?: string): Promise<PinnedPane> => {
    const parts = [];
    for (const source of sources) parts.push(await write(source, n, where));
    const manifest: Snapshot = {
      pipeline: 'nyc-flights',
      partition: 'all',
      feed,
      window: dayOf(n),
      pane: 0,
      batches: [],
      parts,
    };
    return { window: dayOf(n), pane: 0, snapshot: (await artifacts.putJson(manifest)).digest };
  };
  const known = new Map<string, Promise<PinnedPane>>();
  const once = (key: string, make: () => Promise<PinnedPane>) => {
    const found = known.get(key) ?? make();
    known.set(key, found);
    return found;
  };

  const panes: FlightPanes = {
    artifacts,
    database,
    scratch,
    measure: createMeasurer(createDuckDbEngine(database), createSandboxedSql(scratch)),
    pane: (n, { where } = {}) =>
      once(`data ${n} ${where}`, () => publish('data', ['flights', 'weather', 'departures'], n, where)),
    labels: (n) => once(`labels ${n}`, () => publish('outcomes', ['outcomes'], n)),
    apply: async (features, trainer, gates) => {
      const pinned = [];
      for (const path of trainer?.files ?? []) {
        pinned.push({ path, digest: (await artifacts.putFile(join(trainer?.folder ?? '', path))).digest });
      }
      const sql = features.endsWith('.sql')
        ? await artifacts.putFile(join(example, 'features', features))
        : await artifacts.put(Buffer.from(features));
      const applied = {
        spec: {
          sources: Object.fromEntries(Object.entries(eventTimes).map(([name, eventTime]) => [name, { eventTime }])),
          windows: { align: ['flights', 'weather', 'departures'] },
          model: { name: 'lateness', entityKey: 'flight_id', asOf: { column: 'scheduled_at', before: 7_200_000 } },
          labels: { source: 'outcomes', key: 'flight_id', column: 'late', availableAt: 'known_at' },
          training: { trainer: { command: trainer?.command ?? ['true'] } },
          ...(gates && { gates }),
        },
        contracts: { departures: await parseContract('departures') },
        features: { path: 'features.sql', digest: sql.digest },
        trainer: pinned,
      };
      return (await artifacts.putJson(applied)).digest;
    },
    request: async (spec, over, holdout, more = {}) => {
      const all = Array.from({ length: over + holdout }, (_, n) => n + 1);
      return {
        pipeline: 'nyc-flights',
        model: 'lateness',
        spec,
        span: daysOf(1, 1 + over),
        holdout: daysOf(1 + over, 1 + over + holdout),
        panes: await Promise.all([0, ...all].map((n) => panes.pane(n))),
        labels: await Promise.all(all.map((n) => panes.labels(n))),
        parameters: {},
        seed: 7,
        requestedBy: 'ada',
        nonce: '',
        ...more,
      };
    },
    close: async () => {
      database.close();
      await rm(home, { recursive: true, force: true });
    },
  };
  return panes;
}
