import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Code } from '#contracts/codes.ts';
import type { Digest } from '#contracts/digest.ts';
import type { Measure, Measurement } from '#contracts/measure.ts';
import type { OwnFinding } from '#contracts/own-finding.ts';
import { Unanswerable } from '../engine/engine.ts';
import { HostAnswer, type HostData, type HostQuestion } from './custom-messages.ts';
import { layFiles } from './lay-files.ts';

export type CustomMeasure = Extract<Measure, { kind: 'custom' }>;

/** A check of one's own that is being asked. */
export interface CustomRun {
  /** What it wants measured, of its own source. */
  readonly measures: readonly Measure[];
  /** Its findings from the answers, in the order of the measures. Throws {@link Unanswerable} with a code if it fails. */
  find(answers: readonly Measurement[]): Promise<OwnFinding>;
  /** Ends its thread. */
  close(): Promise<void>;
}

/** Asks a check what to measure. Throws {@link Unanswerable} with a code if it fails. */
export type OpenCustom = (measure: CustomMeasure, signal?: AbortSignal) => Promise<CustomRun>;

export interface CustomDependencies {
  /** An existing folder. */
  readonly scratch: string;
  /** Where the content of a module is. */
  readonly contentOf: (digest: Digest) => Promise<string>;
}

/** What the values of a check may take, in MiB. */
const mostMemory = 512;
/** The file name: `.mts` marks TypeScript as a module. */
const file = 'checks.mts';

/**
 * Runs checks of users, each in a thread of its own with bounded time and memory, and without this process's environment. It is no
 * sandbox: who may declare a check may run programs.
 */
export const createCustomChecks =
  ({ scratch, contentOf }: CustomDependencies): OpenCustom =>
  async (measure, signal) => {
    const { module, check, options, source, reference, previousRows, timeout } = measure;
    const folder = await mkdtemp(join(scratch, 'custom-'));
    let thread: CheckThread | undefined;
    const close = async () => {
      await thread?.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    };
    try {
      await layFiles(folder, [{ path: file, digest: module }], contentOf);
      const running = openThread({ path: join(folder, file), check });
      thread = running;
      const context = { source, ...(reference !== undefined && { reference }), previousRows };
      const answer = await running.ask({ options, context }, timeout, signal);
      if (!('measures' in answer)) throw faulty('it asked for nothing');
      return {
        measures: answer.measures,
        async find(answers) {
          const found = await running.ask({ options, context, answers: [...answers] }, timeout, signal);
          if (!('finding' in found)) throw faulty('it found nothing');
          return found.finding;
        },
        close,
      };
    } catch (fault) {
      await close();
      throw fault;
    }
  };

type CheckThread = ReturnType<typeof openThread>;

/** The thread of a check: one question at a time. */
function openThread(workerData: HostData) {
  const thread = new Worker(new URL('./custom-host.ts', import.meta.url), {
    workerData,
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: mostMemory },
  });
  // Nobody reads what it prints, so it is discarded.
  thread.stdout.resume();
  thread.stderr.resume();
  // A failure between two questions is reported at the next one.
  const ended = new Promise<never>((_, reject) => {
    thread.once('error', (error) => reject(faulty(error instanceof Error ? error.message : String(error))));
    thread.once('exit', () => reject(faulty('it ended its thread')));
  });
  ended.catch(() => undefined);
  return {
    async ask(question: HostQuestion, timeoutMs: number, signal?: AbortSignal) {
      const stop = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]);
      thread.postMessage(question);
      try {
        const [message] = await Promise.race([ended, once(thread, 'message', { signal: stop })]);
        return answerIn(message);
      } catch (fault) {
        signal?.throwIfAborted();
        if (stop.aborted) throw new Unanswerable('CHECK_TIMED_OUT' satisfies Code);
        throw fault;
      }
    },
    close: () => thread.terminate(),
  };
}

function answerIn(message: unknown): Exclude<HostAnswer, { fault: string }> {
  const answer = HostAnswer.safeParse(message);
  if (!answer.success) throw faulty(answer.error.issues[0]?.message ?? 'it gave no answer');
  if ('fault' in answer.data) throw faulty(answer.data.fault);
  return answer.data;
}

const faulty = (text: string) =>
  new Unanswerable('CUSTOM_CHECK_FAULTY' satisfies Code, { cause: new Error(`the check: ${text}`) });
