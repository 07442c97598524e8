import { z } from 'zod';
import { Arrival } from '#contracts/arrival.ts';
import { Digest } from '#contracts/digest.ts';
import { RefusedEvent } from '#contracts/refused-event.ts';
import { sha256 } from '#domain/digest.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';

/** A request's place in a batch: which batch its rows go into, and the answer that it gets. */
const Claim = z.strictObject({
  /** The unique name of the batch. */
  batch: z.string(),
  /** The digest of content type and body. */
  body: Digest,
  accepted: z.number().int(),
  refused: z.array(RefusedEvent),
});
export type Claim = z.infer<typeof Claim>;

/** The final outcome of a batch: announced with this arrival, or abandoned. It is set once and never changes. */
const Fate = z.union([
  z.strictObject({
    arrival: Arrival,
    partitions: z.array(z.string()),
    /**
     * Digests of the idempotency keys whose rows the batch holds. A claim that was not confirmed in time is not among
     * them.
     */
    keys: z.array(Digest),
  }),
  z.strictObject({ abandoned: z.literal(true) }),
]);
export type Committed = Extract<z.infer<typeof Fate>, { arrival: unknown }>;

/** Under which pipeline and source requests are remembered. */
export interface RowsPlace {
  /** Identifies the pipeline whatever its name. */
  readonly origin: string;
  readonly source: string;
}

/**
 * Records in the artifact store which request's rows are in which batch. Several gateways may receive the same request
 * at the same time, so each fact is a reference that can be set only once.
 *
 * A request first sets a claim: a place in a batch that is being gathered. Later the gateway sets the batch's fate. If
 * another gateway finds a claim whose batch has no fate yet, because the first gateway was killed or is slow, it sets
 * the fate to abandoned and claims the rows anew. So each row is in exactly one announced batch.
 */
export interface Claims {
  /** The newest claim of a key, and its number. `claim` is undefined if there is none yet. */
  find(place: RowsPlace, key: string): Promise<{ readonly attempt: number; readonly claim?: Claim }>;
  /** Sets the claim, or returns the claim that another gateway set first. */
  claim(place: RowsPlace, key: string, attempt: number, claim: Claim): Promise<Claim>;
  /**
   * The fate of a claim's batch, which is set to abandoned if it has none yet. Also `abandoned` if the batch does not
   * hold the key's rows.
   */
  settle(place: RowsPlace, batch: string, key: string): Promise<Committed | 'abandoned'>;
  /** Sets a batch's fate to committed. False if it was abandoned before. */
  commit(place: RowsPlace, batch: string, committed: Committed): Promise<boolean>;
  /** Records that Temporal holds a batch, so that it is not announced again. */
  markTold(place: RowsPlace, batch: string): Promise<void>;
  isTold(place: RowsPlace, batch: string): Promise<boolean>;
}

type Store = Pick<ArtifactStore, 'getJson' | 'getRef' | 'putJson' | 'setRef'>;

export function claimsIn(artifacts: Store): Claims {
  const nameOf = ({ origin, source }: RowsPlace, ...rest: (string | number)[]) =>
    ['rows', origin, source, ...rest].join('/');
  const keyName = (place: RowsPlace, key: string, attempt: number) => {
    const hex = sha256(key).slice('sha256:'.length);
    return nameOf(place, 'keys', hex.slice(0, 2), hex, attempt);
  };
  const claimAt = async (name: string): Promise<Claim | undefined> => {
    const digest = await artifacts.getRef(name);
    return digest === undefined ? undefined : artifacts.getJson(digest, Claim);
  };
  const sealFate = async (place: RowsPlace, batch: string, fate: z.input<typeof Fate>) => {
    const { digest } = await artifacts.putJson(fate);
    const sealed = await artifacts.setRef(nameOf(place, 'batches', batch), digest, { ifAbsent: true });
    return artifacts.getJson(sealed, Fate);
  };

  return {
    async find(place, key) {
      for (let attempt = 0, before: Claim | undefined; ; attempt += 1) {
        const claim = await claimAt(keyName(place, key, attempt));
        if (!claim) return { attempt: Math.max(0, attempt - 1), ...(before && { claim: before }) };
        before = claim;
      }
    },
    async claim(place, key, attempt, claim) {
      const { digest } = await artifacts.putJson(claim);
      const made = await artifacts.setRef(keyName(place, key, attempt), digest, { ifAbsent: true });
      return made === digest ? claim : artifacts.getJson(made, Claim);
    },
    async settle(place, batch, key) {
      const fate = await sealFate(place, batch, { abandoned: true });
      return 'abandoned' in fate || !fate.keys.includes(sha256(key)) ? 'abandoned' : fate;
    },
    commit: async (place, batch, committed) => !('abandoned' in (await sealFate(place, batch, committed))),
    async markTold(place, batch) {
      const { digest } = await artifacts.putJson({ told: true });
      await artifacts.setRef(nameOf(place, 'told', batch), digest);
    },
    isTold: async (place, batch) => (await artifacts.getRef(nameOf(place, 'told', batch))) !== undefined,
  };
}
