import { createHash } from 'node:crypto';
import { extname, join } from 'node:path';
import { arrivalType } from '#contracts/arrival.ts';
import { type Digest, shortDigest } from '#contracts/digest.ts';
import { fileEndings, formatOfFile } from '#contracts/file-format.ts';
import { type Problem, TidegateError } from '#contracts/problem.ts';
import { formatInstant } from '#contracts/time.ts';
import { inTemporaryFolder } from '#local/temporary-folder.ts';
import { askOnce } from '#worker/programs/ask.ts';
import { measure } from '#worker/programs/measure/answer.ts';
import type { GatewayClient } from '../sdk/gateway-client.ts';
import { type CompletenessRule, completenessBy } from './completeness.ts';
import { isHidden } from './glob.ts';
import type { Announced, Memory } from './memory.ts';
import type { Place, Seen } from './places/place.ts';

export interface WatchOptions {
  readonly pipeline: string;
  readonly source: string;
  /** The name of the column with the event time. */
  readonly time: string;
  readonly place: Place;
  readonly pattern: RegExp;
  readonly rule: CompletenessRule;
  readonly memory: Memory;
  readonly gateway: GatewayClient;
  readonly environment: NodeJS.ProcessEnv;
}

/** The outcome for one file. */
export type WatchEvent =
  | { readonly announced: Announced & { readonly rows: number; readonly supersedes?: string } }
  | { readonly refused: { readonly path: string; readonly problem: Problem } };

/** The result of one look. */
export interface Look {
  /** The paths that match the pattern but are not complete yet. */
  readonly waiting: readonly string[];
}

/** Watches a place. */
export interface Watcher {
  /**
   * Lists the place once, and announces the complete files that were not announced before. A file that cannot be read
   * is reported, and not tried again until it changes. Throws if the gateway refuses a file or does not answer.
   */
  look(tell: (event: WatchEvent) => void, signal: AbortSignal): Promise<Look>;
}

export function watcher(options: WatchOptions): Watcher {
  const { place, pattern, memory } = options;
  const completeness = completenessBy(options.rule);
  /** The mark of each file that could not be read, by path. */
  const unreadable = new Map<string, string>();

  return {
    async look(tell, signal) {
      const all = await place.list();
      const whole = completeness.wholeOf(all, performance.now());
      const fresh = all.filter(
        ({ path, mark }) =>
          pattern.test(path) && !isHidden(path) && memory.of(path)?.mark !== mark && unreadable.get(path) !== mark,
      );
      const waiting = fresh.filter(({ path }) => !whole.has(path)).map(({ path }) => path);
      for (const seen of fresh.filter(({ path }) => whole.has(path))) {
        if (signal.aborted) break;
        const taken = await take(seen, options);
        if (taken === 'changed') waiting.push(seen.path);
        else if (taken !== 'same') {
          if ('refused' in taken) unreadable.set(seen.path, seen.mark);
          tell(taken);
        }
      }
      return { waiting };
    },
  };
}

/**
 * Announces one file. Works on a copy, so that the stored bytes are those that were measured even if the file changes
 * meanwhile.
 */
const take = (seen: Seen, options: WatchOptions): Promise<WatchEvent | 'changed' | 'same'> =>
  inTemporaryFolder('watch', async (folder) => {
    const { place, memory, gateway, pipeline, source } = options;
    const copy = join(folder, `batch${extname(seen.path)}`);
    if (!(await place.copy(seen, copy))) return 'changed';
    const read = await readWhole(seen.path, copy, options);
    if ('problem' in read) return { refused: { path: seen.path, problem: read.problem } };
    const { format, minTime, maxTime, rows } = read;
    const { uri, digest, bytes } = await gateway.store(copy);
    const before = memory.of(seen.path);
    if (before?.digest === digest) {
      await memory.remember({ ...before, mark: seen.mark });
      return 'same';
    }
    const version = (before?.version ?? 0) + 1;
    const id = idOf(seen.path, digest, version);
    const relation = before === undefined ? {} : { supersedes: before.id };
    const times = { minTime: formatInstant(minTime), maxTime: formatInstant(maxTime) };
    const data = { uri, digest, bytes, rows, format, ...times, producedBy: { name: 'tidegate watch' }, ...relation };
    await gateway.announce(pipeline, { specversion: '1.0', type: arrivalType, id, source, data });
    const announced = { path: seen.path, mark: seen.mark, digest, id, version };
    await memory.remember(announced);
    return { announced: { ...announced, rows, ...relation } };
  });

async function readWhole(path: string, copy: string, { time, environment }: WatchOptions) {
  try {
    const format = formatOfFile(path);
    if (format === undefined) throw formatUnknown(path);
    return {
      format,
      ...(await askOnce(measure, { path: copy, format, time, scratch: `${copy}.scratch` }, environment)),
    };
  } catch (error) {
    if (error instanceof TidegateError && error.problem.code === 'ARTIFACT_UNREADABLE') return error;
    throw error;
  }
}

const formatUnknown = (observed: string): TidegateError =>
  new TidegateError({
    code: 'ARTIFACT_UNREADABLE',
    message: 'the name does not tell its format',
    observed,
    expected: fileEndings.join(', '),
  });

/**
 * The id of an announcement. It depends only on path, content and version, so if a crash leads to a second
 * announcement, the gateway sees a repeat without effect.
 */
function idOf(path: string, digest: Digest, version: number): string {
  const end = `@${shortDigest(digest)}${version === 1 ? '' : `~${version}`}`;
  const name = path.length + end.length <= 500 ? path : createHash('sha256').update(path).digest('hex');
  return name + end;
}
