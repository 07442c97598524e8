import { readFile } from 'node:fs/promises';
import { createPaneActivities } from '#activities/panes/activities.ts';
import type { PaneInput, PaneSource } from '#activities/panes/port.ts';
import type { Arrival, Format } from '#contracts/arrival.ts';
import { artifactUri } from '#contracts/digest.ts';
import type { Segment } from '#contracts/snapshot.ts';
import { sha256 } from '#domain/digest.ts';
import { entryOf } from '#stores/segments/entry.ts';
import { openSegments } from '#stores/segments/segments.ts';
import type { Workbench } from '#test/support/workbench.ts';

export const hour = 3_600_000;
export const day = 24 * hour;
/** 2013-05-01T00:00:00Z: where the first window begins. */
export const first = Date.UTC(2013, 4, 1);

/** Event times as SQL: milliseconds after the first window's start. */
export const at = (ms: string | number): string => `(TIMESTAMP '2013-05-01' + to_milliseconds((${ms})::BIGINT))`;

type Announced = Partial<Arrival> & { readonly rows: number };

/** Several may write into the folder of one workbench at a time. */
let opened = 0;

/** A stream's arrivals, as panes are given them. */
export function openStream(bench: Workbench, fileRoots: readonly string[] = []) {
  const segments = openSegments(bench.artifacts);
  const activities = createPaneActivities({ ...bench, segments, fileRoots });
  const written: Segment[] = [];
  let ordinal = 0;
  opened += 1;
  const name = `batch-${opened}`;

  const announce = async (announced: Announced & Pick<Arrival, 'digest'>): Promise<Arrival> => {
    const arrival: Arrival = {
      kind: 'arrival',
      id: `batch-${ordinal}`,
      source: 'flights',
      uri: artifactUri(announced.digest),
      bytes: 0,
      format: 'parquet',
      minTime: first,
      maxTime: first + day - 1,
      producedBy: { name: 'test' },
      ...announced,
    };
    written.push(await segments.write([entryOf(arrival, ordinal)]));
    ordinal += 1;
    return arrival;
  };

  return {
    activities,
    announce,
    /** Stores bytes and announces them. */
    async bytes(content: Uint8Array | string, announced: Announced & { readonly format?: Format }) {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      const { digest } = await bench.artifacts.put(bytes);
      return announce({ digest, bytes: bytes.length, ...announced });
    },
    /** Stores a query's rows as Parquet and announces them. */
    async rows(query: string, announced: Announced) {
      const path = await bench.parquet(`${name}-${ordinal}`, query);
      return this.bytes(await readFile(path), announced);
    },
    pane(input: Partial<PaneInput> = {}): PaneInput {
      return {
        pipeline: 'p',
        partition: 'all',
        feed: 'data',
        window: { start: first, end: first + day },
        pane: 0,
        segments: written.map(({ digest }) => digest),
        through: ordinal - 1,
        except: [],
        grid: { size: day, period: day, offset: 0 },
        sources: [flights],
        ...input,
      };
    },
    digestOfFile: async (path: string) => sha256(await readFile(path)),
  };
}

export const flights: PaneSource = { name: 'flights', eventTime: 'scheduled_at' };

/** `count` rows, one an hour from `from` on. */
export const hourly = (from: number, count: number, columns = `'f' || i AS flight_id`) =>
  `SELECT ${at(`${from} + i * ${hour}`)} AS scheduled_at, ${columns} FROM range(${count}) AS rows(i)`;
