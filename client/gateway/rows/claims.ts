import { z } from 'zod';
import { Arrival } from '#contracts/arrival.ts';
import { Digest } from '#contracts/digest.ts';
import { RefusedEvent } from '#contracts/refused-event.ts';
import { sha256 } from '#domain/digest.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';

/** What a request has been promised: its rows go into one batch, and this is its answer. */
const Claim = z.strictObject({
  /** A name that no other batch has. */
  batch: z.string(),
  /** Of content type and body. */
  body: Digest,
  accepted: z.number().int(),
  refused: z.array(RefusedEvent),
});
export type Claim = z.infer<typeof Claim>;

/** What became of a batch, once for all: it is announced as this, or it never will be. */
const Fate = z.union([
  z.strictObject({
    arrival: Arrival,
    partitions: z.array(z.string()),
    /** Digests of the keys whose rows it holds: a claim that could not be confirmed in time is not among them. */
    keys: z.array(Digest),
  }),
  z.strictObject({ abandoned: z.literal(true) }),
]);
export type Committed = Extract<z.infer<typeof Fate>, { arrival: unknown }>;

/** Where requests of a source are remembered. */
export interface RowsPlace {
  /** Of the pipeline, whatever its name. */
  readonly origin: string;
  readonly source: string;
}

/**
 * Which request's rows are in which batch, in the artifact store: several gateways may have the same request at a time.
 *
 * A request claims a place in a batch that is being gathered, by a reference that is set once. The batch's fate is a reference
 * that is set once too: whoever finds a claim on a batch without a fate, for its gateway was killed or is slow, abandons it, and
 * its rows are claimed anew. So a batch that is announced holds the rows of its claims, and no other does.
 */
export interface Claims {
  /** The newest claim of a key, and how many went before it; `claim` is undefined where there is none yet. */
  find(place: RowsPlace, key: string): Promise<{ readonly attempt: number; readonly claim?: Claim }>;
  /** Makes the claim, or answers the one that somebody else made. */
  claim(place: RowsPlace, key: string, attempt: number, claim: Claim): Promise<Claim>;
  /** What the batch with a key's rows is announced as; its fate is sealed as abandoned where it has none. */
  settle(place: RowsPlace, batch: string, key: string): Promise<Committed | 'abandoned'>;
  /** Seals a batch's fate: false where it was abandoned. */
  commit(place: RowsPlace, batch: string, committed: Committed): Promise<boolean>;
  /** Remembers that Temporal has a batch. */
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
