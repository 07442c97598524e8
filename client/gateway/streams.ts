import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Client } from '@temporalio/client';
import { z } from 'zod';
import {
  type Announcement,
  type ArriveMessage,
  claimCheckBytes,
  mostAnnouncements,
  packBytes,
} from '#contracts/arrival.ts';
import { genesisOf } from '#contracts/ids/genesis.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { problemOf, TidegateError } from '#contracts/problem.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { arriveSignal } from '#workflows/stream/messages.ts';
import { within } from '../temporal/connect.ts';
import { isNotFound } from '../temporal/failures.ts';
import { statusOf } from '../temporal/runs.ts';
import { backlog } from './backlog.ts';
import { type Batcher, batcher } from './batcher.ts';
import { renamedTo } from './pipelines.ts';

/** Sends announcements from the gateway to streams. */
export interface Streams {
  /**
   * Sends announcements to a stream, in order. Resolves when Temporal holds all of them. If it rejects, some may have
   * been sent; repeating all of them is safe.
   *
   * Throws `STREAM_BACKLOGGED`, `STREAM_STATE_LOST`, `STREAM_DRAINED`, `PIPELINE_RENAMED`, `PIPELINE_UNKNOWN`, `STORE_UNAVAILABLE`, or what
   * Temporal's client throws.
   */
  announce(pipeline: string, partition: string, ...announcements: readonly Announcement[]): Promise<void>;
  /** Resolves when every announcement has been sent or refused. */
  idle(): Promise<void>;
}

const maxBatch = mostAnnouncements;
const maxWaiting = 20_000;
const signalMs = 5_000;
const maxWaitMs = 10_000;

export function streams(client: Client, artifacts: Pick<ArtifactStore, 'put' | 'getRef'>): Streams {
  const known = new Map<string, Batcher<Announcement>>();

  function open(pipeline: string, partition: string) {
    const id = workflowId.stream(pipeline, partition);
    const found = known.get(id);
    if (found !== undefined) return found;
    const watch = backlog(client, id);
    const gone = () => absence(client, artifacts, id);
    const send = async (announcements: readonly Announcement[]) => {
      // Checked again for each batch, because the previous batch may have filled the history.
      if ((await watch.check()) === 'absent') throw await gone();
      const { message, bytes } = await messageOf(announcements, artifacts);
      // Signal-with-start is not used: it would restart a stream that was terminated from outside, without the state of
      // its windows.
      await within(client, signalMs, () => client.workflow.getHandle(id).signal(arriveSignal, message)).catch(
        async (error: unknown) => {
          throw isNotFound(error) ? await gone() : error;
        },
      );
      watch.sent(bytes);
    };
    const opened = batcher({ send, maxBatch, maxWaiting, maxWaitMs });
    known.set(id, opened);
    return opened;
  }

  return {
    async announce(pipeline, partition, ...announcements) {
      const stream = open(pipeline, partition);
      // Sent one after the other, to keep the order within one call.
      for (let from = 0; from < announcements.length; from += maxBatch)
        await stream.add(announcements.slice(from, from + maxBatch));
    },
    async idle() {
      await Promise.all([...known.values()].map((stream) => stream.idle()));
    },
  };
}

/**
 * Makes the message of a signal. Small announcements are inline, larger ones compressed. Above {@link claimCheckBytes}
 * they are stored as an artifact and the message holds its digest.
 */
async function messageOf(
  announcements: readonly Announcement[],
  artifacts: Pick<ArtifactStore, 'put'>,
): Promise<{ readonly message: ArriveMessage; readonly bytes: number }> {
  const json = Buffer.from(JSON.stringify(announcements));
  if (json.byteLength <= packBytes) return { message: { announcements: [...announcements] }, bytes: json.byteLength };
  const count = announcements.length;
  const packed = (await deflated(json, { level: 1 })).toString('base64');
  if (packed.length <= claimCheckBytes) return { message: { packed, count }, bytes: packed.length };
  const stored = await artifacts.put(Buffer.concat([Buffer.from('{"announcements":'), json, Buffer.from('}')]));
  const message: ArriveMessage = { claim: stored.digest, count, bytes: stored.bytes };
  return { message, bytes: Buffer.byteLength(JSON.stringify(message)) };
}

const deflated = promisify(gzip);

/** The result of a stream that completed: renamed or drained. */
const Ended = z.union([
  z.object({ outcome: z.literal('renamed'), to: z.string() }),
  z.object({ outcome: z.literal('drained') }),
]);

/** The problem for a stream that does not run. */
async function absence(client: Client, artifacts: Pick<ArtifactStore, 'getRef'>, id: string): Promise<TidegateError> {
  if ((await statusOf(client, id)) === 'COMPLETED') {
    const ended = Ended.parse(await within(client, signalMs, () => client.workflow.getHandle(id).result()));
    return new TidegateError(
      ended.outcome === 'renamed'
        ? renamedTo(ended.to, `the stream \`${id}\` goes on as that of \`${ended.to}\``)
        : problemOf('STREAM_DRAINED', `the stream \`${id}\` was drained`),
    );
  }
  const begun = await artifacts.getRef(genesisOf(id));
  if (begun === undefined)
    return new TidegateError(problemOf('PIPELINE_UNKNOWN', `no stream \`${id}\` has been begun`));
  return new TidegateError(problemOf('STREAM_STATE_LOST', `the stream \`${id}\` was ended from outside`));
}
