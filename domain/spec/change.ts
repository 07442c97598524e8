import type { ContractBreak } from '#contracts/contract.ts';
import type { Problem } from '#contracts/problem.ts';
import type { AppliedSpec, Source } from '#contracts/spec.ts';
import { breaksBetween } from '../contracts/compatibility.ts';
import { canonicalJson } from '../digest.ts';

/** The parts that a running pipeline cannot change: what was published was made by them. */
const fixedParts = ({ spec }: AppliedSpec): Readonly<Record<string, unknown>> => ({
  partitions: spec.partitions,
  labels: spec.labels && { ...spec.labels, deadline: undefined },
});

/** The parts that a window keeps as they were when it began. */
const windowParts = ({ spec }: AppliedSpec): Readonly<Record<string, unknown>> => ({
  sources: Object.fromEntries(Object.entries(spec.sources).map(withoutOthers)),
  windows: { ...spec.windows, backfill: undefined },
  'gates.data': spec.gates?.data,
  'gates.labels': spec.gates?.labels,
  'labels.deadline': spec.labels?.deadline,
});

/** Where a contract stands may change: what it says is looked at by itself. So may who hears of the arrivals, and how rows are gathered. */
const withoutOthers = ([name, { contract: _, receipts: __, inlineRows: ___, ...source }]: [string, Source]) =>
  [name, source] as const;

/** Why a spec may not take the place of the one in force, from whichever window on; undefined where it may. */
export function changeRefused(inForce: AppliedSpec, proposed: AppliedSpec): Problem | undefined {
  const paths = changedParts(fixedParts(inForce), fixedParts(proposed));
  const [first] = paths;
  if (first === undefined) return contractsRefused(stillDeclared(inForce.contracts, proposed), proposed.contracts);
  return {
    code: 'SPEC_CHANGE_REFUSED',
    message: `the change would alter ${paths.slice(0, 10).join(', ')}${paths.length > 10 ? `, and ${paths.length - 10} more` : ''}`,
    path: first,
    observed: paths.slice(0, 50).join(', '),
    expected: 'the same partitions and labels',
    remedy: 'Leave these as they are, or use another name.',
  };
}

/** The paths of a changed spec that take effect at a window; none where all of it takes effect at once. */
export const changedAtWindow = (inForce: AppliedSpec, proposed: AppliedSpec): string[] =>
  changedParts(windowParts(inForce), windowParts(proposed));

const changedParts = (before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(before).flatMap((part) => changedPaths(before[part], after[part], part));

const stillDeclared = (contracts: AppliedSpec['contracts'], { spec }: AppliedSpec): AppliedSpec['contracts'] =>
  Object.fromEntries(Object.entries(contracts).filter(([source]) => Object.hasOwn(spec.sources, source)));

/** Why contracts may not take the place of others, source by source; undefined where they may. */
export function contractsRefused(
  before: AppliedSpec['contracts'],
  after: AppliedSpec['contracts'],
): Problem | undefined {
  const breaks = Object.entries(before).flatMap(([source, contract]): ContractBreak[] => {
    const next = after[source];
    if (!next) return [{ code: 'CONTRACT_COLUMN_REMOVED', source, path: 'contract', before: contract.id, after: null }];
    return breaksBetween(contract, next).map((found) => ({ ...found, source }));
  });
  if (breaks.length === 0) return undefined;
  const places = breaks.map(({ source, path }) => `${source}.${path}`);
  return {
    code: 'CONTRACT_BREAKING',
    message: `data under the contract in force would not keep the new one: ${breaks.length === 1 ? 'a break' : `${breaks.length} breaks`}`,
    path: places[0],
    observed: places.slice(0, 50).join(', '),
    expected: 'a contract that allows all that the earlier ones allow',
    breaks: breaks.slice(0, 100),
  };
}

/** The shortest paths below which two JSON values differ, in order of their keys. */
function changedPaths(before: unknown, after: unknown, path: string): string[] {
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => changedPaths(before[key], after[key], `${path}.${key}`));
  }
  return json(before) === json(after) ? [] : [path];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const json = (value: unknown): string => (value === undefined ? 'nothing' : canonicalJson(value));
