import { setTimeout as sleep } from 'node:timers/promises';
import type { Arrival } from '#contracts/arrival.ts';
import { artifactUri, type Digest } from '#contracts/digest.ts';
import { problemOf, TidegateError } from '#contracts/problem.ts';
import type { RefusedEvent } from '#contracts/refused-event.ts';
import { digestOf, sha256 } from '#domain/digest.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Streams } from '../streams.ts';
import type { AdmittedRows } from './admit.ts';
import { type Claim, type Committed, claimsIn, type RowsPlace } from './claims.ts';
import { type BatchBounds, gatherings } from './gathering.ts';

/** The rows of one request. At least one fits the contract. */
export interface RowsRequest extends RowsPlace {
  readonly pipeline: string;
  readonly key: string;
  /** The digest of content type and body. */
  readonly body: Digest;
  readonly rows: AdmittedRows;
  readonly bounds: BatchBounds;
  /** The partitions whose streams the batch is announced to. */
  readonly partitions: readonly string[];
}

export interface TakenRows {
  readonly accepted: number;
  readonly refused: readonly RefusedEvent[];
  /** The id of the arrival that the rows are in. */
  readonly id: string;
  readonly partitions: readonly string[];
}

/** Gathers small inline rows into batches, and announces the batches. */
export interface RowsIntake {
  /**
   * Resolves when Temporal holds the batch with the rows. A repeat with the same key and body gets the same answer,
   * from any gateway and whatever happened to earlier attempts. The same key with another body is refused with
   * `IDEMPOTENCY_KEY_REUSED`.
   *
   * Also throws what `Streams.announce` and the artifact store throw. The request may then be repeated.
   */
  take(request: RowsRequest): Promise<TakenRows>;
  /** Announces all gathered rows now, and later rows without delay. Called before the gateway ends. */
  hurry(): void;
}

/** Includes the pipeline's name at the time of the announcement, which tells the streams to send to. */
type TellingPlace = RowsPlace & Pick<RowsRequest, 'pipeline'>;

interface Part {
  readonly request: RowsRequest;
  readonly settle: PromiseWithResolvers<Committed | 'abandoned'>;
}

/** How often a request claims a place in a batch, if batches are abandoned. */
const mostAttempts = 5;

/**
 * How long requests are refused after a stream was backlogged, in milliseconds. Otherwise their batches would be
 * written and then could not be announced.
 */
const backOffMs = 2_000;

export function rowsIntake(
  artifacts: Pick<ArtifactStore, 'getJson' | 'getRef' | 'put' | 'putJson' | 'setRef'>,
  streams: Pick<Streams, 'announce'>,
): RowsIntake {
  const claims = claimsIn(artifacts);
  const underWay = new Map<string, { readonly body: Digest; readonly taken: Promise<TakenRows> }>();
  const telling = new Map<string, Promise<void>>();
  const backlogged = new Map<string, { readonly error: TidegateError; readonly until: number }>();
  const open = gatherings<Part>((name, parts) => void announceBatch(name, parts));

  /** Announces a committed batch once in this process, however many requests wait for it. */
  function tell(place: TellingPlace, batch: string, { arrival, partitions }: Committed): Promise<void> {
    const told = telling.get(batch) ?? tellOnce(place, batch, arrival, partitions).finally(() => telling.delete(batch));
    telling.set(batch, told);
    return told;
  }

  async function tellOnce(place: TellingPlace, batch: string, arrival: Arrival, partitions: readonly string[]) {
    if (await claims.isTold(place, batch)) return;
    await Promise.all(partitions.map((partition) => streams.announce(place.pipeline, partition, arrival))).catch(
      (error: unknown) => {
        if (error instanceof TidegateError && error.problem.code === 'STREAM_BACKLOGGED')
          backlogged.set(place.pipeline, { error, until: performance.now() + backOffMs });
        throw error;
      },
    );
    // The announcement has succeeded. If this mark is not recorded, the batch may be announced again, which has no
    // effect.
    await claims.markTold(place, batch).catch(() => undefined);
  }

  async function announceBatch(name: string, parts: readonly Part[]): Promise<void> {
    const [first] = parts;
    if (!first) return;
    const { pipeline, origin, source, partitions } = first.request;
    const place = { pipeline, origin, source };
    try {
      const keys = parts.map(({ request }) => sha256(request.key));
      const committed = { arrival: await writeBatch(parts), partitions: [...partitions], keys };
      const outcome = (await claims.commit(place, name, committed)) ? committed : 'abandoned';
      if (outcome !== 'abandoned') await tell(place, name, outcome);
      for (const { settle } of parts) settle.resolve(outcome);
    } catch (error) {
      for (const { settle } of parts) settle.reject(error);
    }
  }

  /** Writes a batch. Its id is made from the requests, so the same rows in two requests are two batches. */
  async function writeBatch(parts: readonly Part[]): Promise<Arrival> {
    const lines = parts.flatMap(({ request }) => request.rows.lines);
    const { digest, bytes } = await artifacts.put(Buffer.from(`${lines.join('\n')}\n`));
    const source = parts[0]?.request.source ?? '';
    const requests = parts.map(({ request: { key, body } }) => [key, body]);
    return {
      kind: 'arrival',
      id: `rows/${digestOf(requests).slice('sha256:'.length)}`,
      source,
      uri: artifactUri(digest),
      digest,
      rows: lines.length,
      bytes,
      format: 'ndjson',
      minTime: Math.min(...parts.map(({ request }) => request.rows.minTime)),
      maxTime: Math.max(...parts.map(({ request }) => request.rows.maxTime)),
      producedBy: { name: 'tidegate-gateway' },
    };
  }

  /**
   * Claims a place in the open batch, and resolves to the batch's outcome. Undefined if another gateway claimed the key
   * first.
   */
  async function join(request: RowsRequest, attempt: number): Promise<Committed | 'abandoned' | undefined> {
    const { pipeline, origin, source, key, body, rows, bounds, partitions } = request;
    const gathering = open.open(JSON.stringify([pipeline, origin, source, partitions]), bounds);
    const claim: Claim = {
      batch: gathering.name,
      body,
      accepted: rows.lines.length,
      refused: [...rows.refused],
    };
    const settle = Promise.withResolvers<Committed | 'abandoned'>();
    const claimed = claims.claim(request, key, attempt, claim);
    const part = claimed.then(
      (made) => (made === claim ? { request, settle } : undefined),
      () => undefined,
    );
    const bytes = rows.lines.reduce((sum, line) => sum + line.length, 0);
    gathering.join({ rows: rows.lines.length, bytes }, part);
    return (await claimed) === claim ? settle.promise : undefined;
  }

  async function attempted(request: RowsRequest): Promise<TakenRows> {
    for (let tries = 0; tries < mostAttempts; tries += 1) {
      if (tries > 0) await aWhile(tries, request.bounds);
      const { attempt, claim } = await claims.find(request, request.key);
      if (claim && claim.body !== request.body) throw reused(request.key);
      const outcome = claim && (await claims.settle(request, claim.batch, request.key));
      if (claim && outcome && outcome !== 'abandoned') {
        await tell(request, claim.batch, outcome);
        return answerOf(claim.accepted, claim.refused, outcome);
      }
      const joined = await join(request, claim ? attempt + 1 : 0);
      if (joined && joined !== 'abandoned') return answerOf(request.rows.lines.length, request.rows.refused, joined);
    }
    throw new TidegateError(problemOf('GATEWAY_BUSY', 'other gateways have the same request'));
  }

  return {
    async take(request) {
      const held = backlogged.get(request.pipeline);
      if (held && held.until > performance.now()) throw held.error;
      const place = JSON.stringify([request.origin, request.source, request.key]);
      const before = underWay.get(place);
      if (before && before.body !== request.body) throw reused(request.key);
      if (before) return before.taken;
      const taken = attempted(request).finally(() => underWay.delete(place));
      underWay.set(place, { body: request.body, taken });
      return taken;
    },
    hurry: () => open.hurry(),
  };
}

/**
 * Waits a random time. Without it, two gateways with the same request could abandon each other's batches again and
 * again.
 */
const aWhile = (tries: number, { maxAge }: BatchBounds): Promise<void> =>
  sleep(tries * (maxAge + 200) * (0.5 + Math.random()));

const answerOf = (
  accepted: number,
  refused: readonly RefusedEvent[],
  { arrival, partitions }: Committed,
): TakenRows => ({
  accepted,
  refused,
  id: arrival.id,
  partitions,
});

const reused = (key: string): TidegateError =>
  new TidegateError({
    ...problemOf('IDEMPOTENCY_KEY_REUSED'),
    path: 'idempotency-key',
    observed: key.slice(0, 100),
    expected: 'the body that came with it before',
  });
