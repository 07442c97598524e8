import { z } from 'zod';
import { Contract, columnsOf } from '#contracts/contract.ts';
import type { Digest } from '#contracts/digest.ts';
import { InlineRows } from '#contracts/spec.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { cached } from '../cached.ts';
import type { RowShape } from './admit.ts';
import type { BatchBounds } from './gathering.ts';

/** Which part of an applied spec is read here; durations are milliseconds there. */
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

/** What a source's rows must look like under a spec, and how they are gathered; undefined where the spec does not say. */
export type RowShapes = (
  spec: Digest,
  source: string,
) => Promise<(RowShape & { readonly bounds: BatchBounds }) | undefined>;

/** Specs never change under their digest. */
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
