import { parse } from 'yaml';
import { z } from 'zod';
import type { CloudEvent } from '#contracts/arrival.ts';
import { Contract } from '#contracts/contract.ts';
import { type Digest, digestOfUri } from '#contracts/digest.ts';
import { type Result, refuse, succeed } from '#contracts/problem.ts';
import { contractsRefused } from '#domain/spec/change.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { cached } from './cached.ts';

/** Checks that the contract in force can read data written under the contract that an event's `dataschema` names. */
export type SchemaCheck = (
  event: Pick<CloudEvent, 'dataschema' | 'source'>,
  spec: Digest,
) => Promise<Result<undefined>>;

/** The part of an applied spec that this module reads. */
const AppliedContracts = z.looseObject({ contracts: z.record(z.string(), Contract) });

/**
 * Milliseconds. A digest always names the same contract, so the time could be longer; the number of cached contracts is
 * limited.
 */
const forMs = 3_600_000;

/**
 * Makes the check. It applies only if `dataschema` names a stored contract (`artifact:sha256:…`, YAML or JSON); other
 * values are accepted unread.
 */
export function schemaCheck(artifacts: Pick<ArtifactStore, 'get' | 'getJson' | 'stat'>): SchemaCheck {
  const inForce = cached(async (spec) => (await artifacts.getJson(spec, AppliedContracts)).contracts, forMs, 100);
  const named = cached((digest) => readContract(artifacts, digest), forMs, 100);
  return async ({ dataschema, source }, spec) => {
    const digest = dataschema === undefined ? undefined : digestOfUri(dataschema);
    const current = digest && (await inForce(spec))[source];
    if (!digest || !current) return succeed(undefined);
    const contract = await named(digest);
    if (!contract) {
      return refuse({
        code: 'ARRIVAL_MALFORMED',
        message: '`dataschema` names no contract that is stored',
        path: 'dataschema',
        observed: dataschema ?? '',
        expected: 'the URI that a PUT of an ODCS v3 document answered with',
      });
    }
    const problem = contractsRefused({ [source]: contract }, { [source]: current });
    return problem
      ? refuse({ ...problem, message: `the contract in force cannot read data of ${dataschema}` })
      : succeed(undefined);
  };
}

/** Contracts are short. Larger artifacts are not read as one. */
const maxContractBytes = 1_048_576;

async function readContract(
  artifacts: Pick<ArtifactStore, 'get' | 'stat'>,
  digest: string,
): Promise<Contract | undefined> {
  const { bytes } = (await artifacts.stat(digest)) ?? { bytes: Number.POSITIVE_INFINITY };
  if (bytes > maxContractBytes) return undefined;
  return Contract.safeParse(documentOf((await artifacts.get(digest)).toString('utf8'))).data;
}

function documentOf(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
