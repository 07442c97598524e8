import { dirname } from 'node:path';
import { openDatabase } from '#activities/duckdb/database.ts';
import { faultText } from '#activities/duckdb/faults.ts';
import { createDuckDbEngine } from '#activities/engine/duckdb/engine.ts';
import { Unanswerable } from '#activities/engine/engine.ts';
import { GateFile } from '#contracts/check.ts';
import type { Finding } from '#contracts/finding.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { TableProfile } from '#domain/gates/suggest/profile.ts';
import { type Drifts, type Proposal, suggest } from '#domain/gates/suggest/suggest.ts';
import { checkFiles } from '../check/run.ts';
import { asParquet, type DataFiles } from '../reading/files.ts';
import { profileOf } from './profile.ts';

export interface SuggestOptions {
  readonly name: string;
  readonly data: DataFiles;
  /** The data of earlier windows, the oldest first. */
  readonly history: readonly DataFiles[];
  /** An empty folder. */
  readonly scratch: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (line: string) => void;
}

/** A proposal, and in how many of the earlier windows (`of`) its check would have failed (`failed`). */
export interface Tried extends Proposal {
  readonly failed: number;
  readonly of: number;
}

export interface Suggested {
  readonly rows: number;
  readonly proposals: readonly Tried[];
}

/**
 * Proposes a gate that the data pass, and tries each check on the earlier windows. Each window is compared with the one
 * before it.
 *
 * @throws `DATA_UNREADABLE`
 */
export async function suggestGate(options: SuggestOptions): Promise<Suggested> {
  const { data, history, onProgress = () => undefined } = options;
  const windows = [...history, data];
  const profiles: TableProfile[] = [];
  for (const [i, window] of windows.entries()) {
    onProgress(`looking at ${named(window)}`);
    profiles.push(await profileFiles(window, options, `window-${i}`));
  }
  const last = profiles.at(-1);
  if (!last) return { rows: 0, proposals: [] };
  const drifts = await driftsOf(profiles, windows, options);
  const proposals = suggest({ data: last, history: profiles.slice(0, -1), drifts });
  const tries: (readonly Finding[])[] = [];
  for (const [i, window] of windows.entries()) {
    onProgress(`trying ${proposals.length} checks on ${named(window)}`);
    tries.push(await findingsOf(proposals, window, windows[i - 1], options));
  }
  const now = tries.at(-1) ?? [];
  const before = tries.slice(0, -1);
  return {
    rows: last.rows,
    proposals: proposals.flatMap((proposal, i): Tried[] => {
      // Only `pass` and `fail` count. An error or an inconclusive result is neither.
      const verdicts = before.map((findings) => findings[i]?.verdict).filter((v) => v === 'pass' || v === 'fail');
      const failed = verdicts.filter((verdict) => verdict === 'fail').length;
      return now[i]?.verdict === 'pass' ? [{ ...proposal, failed, of: verdicts.length }] : [];
    }),
  };
}

const named = ({ paths: [first = '', ...others] }: DataFiles): string =>
  others.length === 0 ? first : `${first} and ${others.length} more`;

async function profileFiles(
  files: DataFiles,
  { scratch, signal }: SuggestOptions,
  name: string,
): Promise<TableProfile> {
  const database = await openDatabase({ scratch, folders: [...files.paths.map((path) => dirname(path)), scratch] });
  try {
    const paths = await database.use((session) => asParquet(session, files, scratch, name), signal);
    return await createDuckDbEngine(database).attach(paths, profileOf, signal);
  } catch (fault) {
    if (signal?.aborted) throw fault;
    const message = fault instanceof Unanswerable ? fault.message : faultText(fault);
    throw new TidegateError({ code: 'DATA_UNREADABLE', message, observed: named(files) });
  } finally {
    database.close();
  }
}

/** The drift (PSI) of each column from window to window. Columns that cannot be compared are left out. */
async function driftsOf(
  profiles: readonly TableProfile[],
  windows: readonly DataFiles[],
  options: SuggestOptions,
): Promise<Drifts> {
  const columns = (profiles.at(-1)?.columns ?? []).filter(
    ({ type, values }) =>
      type === 'integer' ||
      type === 'number' ||
      (type === 'string' && values?.all === true && values.first.length <= 50),
  );
  const probes = columns.map(({ name }) => ({
    check: { drift: { column: name, method: 'psi', max: 1e6 } },
    reason: '',
  }));
  const drifts = new Map<string, number[]>();
  if (probes.length === 0) return drifts;
  for (const [i, window] of windows.entries()) {
    if (i === 0) continue;
    const findings = await findingsOf(probes, window, windows[i - 1], options);
    for (const [k, { observed }] of findings.entries()) {
      const name = columns[k]?.name ?? '';
      if (typeof observed.statistic === 'number') drifts.set(name, [...(drifts.get(name) ?? []), observed.statistic]);
    }
  }
  return new Map([...drifts].filter(([, found]) => found.length === windows.length - 1));
}

async function findingsOf(
  proposals: readonly Proposal[],
  data: DataFiles,
  reference: DataFiles | undefined,
  { name, scratch, signal }: SuggestOptions,
): Promise<readonly Finding[]> {
  const gate = GateFile.parse({ name, checks: proposals.map(({ check }) => check) });
  const { report } = await checkFiles({ gate, data, reference, scratch, signal });
  return report.findings;
}
