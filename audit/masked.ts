import { z } from 'zod';
import { Contract } from '#contracts/contract.ts';
import type { Digest } from '#contracts/digest.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';

const Applied = z.looseObject({ contracts: z.record(z.string(), Contract) });
const open: ReadonlySet<string> = new Set(['public', 'internal']);

/**
 * The columns of a source whose values must not be shown: those whose contract classifies them as something other than
 * `public` or `internal`.
 */
export async function maskedColumns(
  artifacts: Pick<ArtifactStore, 'getJson'>,
  spec: Digest | undefined,
  source: string,
): Promise<ReadonlySet<string>> {
  const applied = spec === undefined ? undefined : await appliedOf(artifacts, spec);
  const [table] = applied?.contracts[source]?.schema ?? [];
  const classified = (table?.properties ?? []).filter(
    ({ classification }) => classification !== undefined && !open.has(classification.toLowerCase()),
  );
  return new Set(classified.map(({ name }) => name));
}

async function appliedOf(artifacts: Pick<ArtifactStore, 'getJson'>, spec: Digest) {
  try {
    return await artifacts.getJson(spec, Applied);
  } catch (error) {
    if (error instanceof TidegateError && error.problem.code === 'ARTIFACT_MISSING') return undefined;
    throw error;
  }
}
