import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type arrivalType, type CloudEvent, watermarkType } from '#contracts/arrival.ts';
import { Digest } from '#contracts/digest.ts';
import type { RefusedEvent } from '#contracts/refused-event.ts';
import { rowsTakenOf, type Taken, type TakenRows, takenOf } from './batch-answer.ts';
import { batchesOf } from './batches.ts';
import { isAnswer, type Receipt, receiptOf, type Step } from './receipt.ts';
import { bodyOrThrow, requests } from './request.ts';

/** An event as a sender writes it, with times in RFC 3339. */
export type GatewayEvent = z.input<typeof CloudEvent>;
/** An event that announces a batch. */
export type BatchEvent = Extract<GatewayEvent, { readonly type: typeof arrivalType }>;

export interface CallOptions {
  /** Aborts the call, or the wait before its next attempt. The call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface RowsOptions extends CallOptions {
  /** The idempotency key, by which the gateway recognises a repeat. A new one for each call if left out. */
  readonly key?: string;
}

/**
 * A client of a gateway, for upstream systems.
 *
 * A call that resolves was durably accepted. Every call may be repeated, `rows` with the same `key`. A refusal is
 * thrown as a `TidegateError` with the gateway's code, or with `GATEWAY_UNAVAILABLE` if no gateway answers.
 */
export interface GatewayClient {
  /** Uploads a file, and returns the URI to announce it with. */
  store(file: string, options?: CallOptions): Promise<StoredFile>;
  /** Announces a batch or a watermark. */
  announce(pipeline: string, event: GatewayEvent, options?: CallOptions): Promise<void>;
  /**
   * Announces many events in few requests. The result names the refused events; all others are accepted. If it throws,
   * the events of earlier requests are accepted already: call it again with all events.
   */
  announceAll(pipeline: string, events: readonly GatewayEvent[], options?: CallOptions): Promise<Taken>;
  /**
   * Sends rows, at most 10,000 and 1 MiB, which the gateway gathers into batches. The result names the refused rows;
   * all others are accepted.
   */
  rows(pipeline: string, source: string, rows: readonly object[], options?: RowsOptions): Promise<TakenRows>;
  /** Asserts that no row of a source with a time up to and including an instant will follow. */
  assertComplete(pipeline: string, word: Completeness, options?: CallOptions): Promise<void>;
  /** Announces a batch that replaces the one with the id `supersedes`. The new batch has an id of its own. */
  correct(pipeline: string, supersedes: string, event: BatchEvent, options?: CallOptions): Promise<void>;
  /**
   * Polls until a batch has reached a step, without a time limit, and returns its receipt. Returns earlier, without
   * that step, if the batch cannot reach it, for example because it has expired.
   */
  waitForReceipt(pipeline: string, awaited: AwaitedStep, options?: CallOptions): Promise<Receipt>;
}

export interface AwaitedStep {
  readonly source: string;
  readonly id: string;
  readonly step: Step;
}

export interface StoredFile {
  readonly uri: string;
  readonly digest: Digest;
  readonly bytes: number;
}

export interface Completeness {
  readonly source: string;
  /** RFC 3339 with an offset. */
  readonly completeThrough: string;
  /** The event's id; made from source and time if left out. */
  readonly id?: string;
}

export interface GatewayClientOptions {
  /** `http://127.0.0.1:7433`. */
  readonly url: string;
  /** Sent as `Authorization: Bearer …`. */
  readonly token?: string;
  /** The most attempts for a call that gets no answer, or an answer with `Retry-After`. */
  readonly attempts?: number;
}

const askEveryMs = 1_000;

const Stored = z.object({ uri: z.string(), digest: Digest, bytes: z.number() });

/** Creates a client that retries after a delay if the gateway asks for that or does not answer. */
export function gatewayClient({ url, token, attempts = 5 }: GatewayClientOptions): GatewayClient {
  const request = requests({ url, token, attempts });
  const pathOf = (pipeline: string): string => `/v1/pipelines/${encodeURIComponent(pipeline)}/arrivals`;
  const post = (pipeline: string, kind: string, body: string, { signal }: CallOptions) => {
    const headers = { 'content-type': kind };
    return request(pathOf(pipeline), { method: 'POST', headers, body: () => body, withinMs: 60_000, signal });
  };
  const announce: GatewayClient['announce'] = async (pipeline, event, options = {}) => {
    bodyOrThrow(await post(pipeline, 'application/cloudevents+json', JSON.stringify(event), options));
  };

  return {
    async store(file, { signal } = {}) {
      const body = () => Readable.toWeb(createReadStream(file)) as ReadableStream;
      return Stored.parse(bodyOrThrow(await request('/v1/artifacts', { method: 'PUT', body, signal })));
    },
    announce,
    async announceAll(pipeline, events, options = {}) {
      let accepted = 0;
      const refused: RefusedEvent[] = [];
      for (const { first, body } of batchesOf(events)) {
        const taken = takenOf(await post(pipeline, 'application/cloudevents-batch+json', body, options));
        accepted += taken.accepted;
        refused.push(...taken.refused.map((one) => ({ ...one, index: first + one.index })));
      }
      return { accepted, refused };
    },
    async rows(pipeline, source, rows, { key = randomUUID(), signal } = {}) {
      const body = JSON.stringify(rows);
      const path = `/v1/pipelines/${encodeURIComponent(pipeline)}/rows/${encodeURIComponent(source)}`;
      const digest = createHash('sha256').update(body).digest('base64');
      const headers = {
        'content-type': 'application/json',
        'content-digest': `sha-256=:${digest}:`,
        'idempotency-key': key,
      };
      return rowsTakenOf(await request(path, { method: 'POST', headers, body: () => body, withinMs: 60_000, signal }));
    },
    async assertComplete(pipeline, { source, completeThrough, id }, options) {
      const event = { id: id ?? `${source}/complete/${completeThrough}`, source, data: { completeThrough } };
      await announce(pipeline, { specversion: '1.0', type: watermarkType, ...event }, options);
    },
    correct: (pipeline, supersedes, event, options) =>
      announce(pipeline, { ...event, data: { ...event.data, supersedes } }, options),
    async waitForReceipt(pipeline, { source, id, step }, { signal } = {}) {
      const path = `${pathOf(pipeline)}/${encodeURIComponent(source)}/${encodeURIComponent(id)}`;
      for (;;) {
        const receipt = receiptOf(await request(path, { method: 'GET', withinMs: 60_000, signal }));
        if (receipt && isAnswer(receipt, step)) return receipt;
        await sleep(askEveryMs, undefined, { signal }).catch(() => signal?.throwIfAborted());
      }
    },
  };
}
