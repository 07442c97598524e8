import { z } from 'zod';
import { Contract, columnsOf } from '#contracts/contract.ts';
import type { Digest } from '#contracts/digest.ts';
import { InlineRows } from '#contracts/spec.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { cached } from '../cached.ts';
import type { RowShape } from './admit.ts';
import type { BatchBounds } from './gathering.ts';

/** The part of an applied spec that this module reads. Its durations are in milliseconds. */
const AppliedRows = z.looseObject({
  spec: z.looseObject({
    sources: z.record(
      z.string(),
      z.looseObject({
        eventTime: z.string().optional(),
        inlineRows: z.strictObject({ maxRows: z.number(), maxAge: z.number() }).optional(),
      }),
    ),
  }),
  contracts: z.record(z.string(), Contract),
});

/** Finds a source's row shape and batch limits under a spec; undefined if the spec does not declare them. */
export type RowShapes = (
  spec: Digest,
  source: string,
) => Promise<(RowShape & { readonly bounds: BatchBounds }) | undefined>;

/** Milliseconds. A digest always names the same spec, so the time could be longer. */
const forMs = 3_600_000;

export function rowShapes(artifacts: Pick<ArtifactStore, 'getJson'>): RowShapes {
  const applied = cached((digest) => artifacts.getJson(digest, AppliedRows), forMs, 100);
  return async (digest, name) => {
    const { spec, contracts } = await applied(digest);
    const [source, contract] = [spec.sources[name], contracts[name]];
    if (source?.eventTime === undefined || !contract) return undefined;
    const bounds = source.inlineRows ?? InlineRows.parse({});
    return { columns: columnsOf(contract), eventTime: source.eventTime, bounds };
  };
}
