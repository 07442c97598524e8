import type { Digest } from '#contracts/digest.ts';
import type { SegmentEntry } from '#contracts/snapshot.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Database } from '../duckdb/database.ts';
import { faultText } from '../duckdb/faults.ts';
import type { Session } from '../duckdb/session.ts';
import { createRecent } from '../recent.ts';
import type { Unusable } from './locate.ts';
import type { PaneSource } from './port.ts';
import type { Scratch } from './scratch.ts';
import { readText, type TextFormat } from './text.ts';

/** A batch as it came, and how its source is typed. */
export interface FormInput {
  readonly entry: Pick<SegmentEntry, 'digest' | 'format'>;
  readonly path: string;
  readonly source: PaneSource;
  readonly signal?: AbortSignal | undefined;
}

/** Gives a batch's rows as a Parquet file: the batch itself, or an artifact that is made of it once. */
export function createParquetForms(database: Database, artifacts: ArtifactStore, scratch: Scratch) {
  const made = createRecent<Digest>(20_000);
  return async ({ entry, path, source, signal }: FormInput): Promise<{ readonly path: string } | Unusable> => {
    const { digest, format } = entry;
    if (format === 'parquet') return { path };
    const key = JSON.stringify([digest, format, source.eventTime, source.columns]);
    try {
      const form = made.get(key) ?? (await database.use((session) => write(session, path, format, source), signal));
      made.set(key, form);
      return { path: await artifacts.path(form) };
    } catch (fault) {
      faultText(fault);
      return { code: 'ARTIFACT_UNREADABLE' };
    }
  };

  async function write(session: Session, path: string, format: TextFormat, source: PaneSource): Promise<Digest> {
    const query = await readText(session, path, format, source);
    return (await scratch.store(artifacts, (file) => session.writeParquet(query, file))).digest;
  }
}
