import type { Problem } from '#contracts/problem.ts';
import type { AppliedSpec } from '#contracts/spec.ts';
import { canonicalJson } from '../digest.ts';

/** The parts that a running pipeline cannot change: its open windows and panes were made by them. */
const fixedParts = (applied: AppliedSpec): Readonly<Record<string, unknown>> => ({
  name: applied.spec.name,
  partitions: applied.spec.partitions,
  sources: applied.spec.sources,
  windows: applied.spec.windows,
  'gates.data': applied.spec.gates?.data,
  'gates.labels': applied.spec.gates?.labels,
  labels: applied.spec.labels,
  contracts: applied.contracts,
});

/** Why a spec may not take the place of the one in force; undefined where it may. */
export function changeRefused(inForce: AppliedSpec, proposed: AppliedSpec): Problem | undefined {
  const [before, after] = [fixedParts(inForce), fixedParts(proposed)];
  const paths = Object.keys(before).flatMap((part) => changedPaths(before[part], after[part], part));
  const [first] = paths;
  if (first === undefined) return undefined;
  return {
    code: 'SPEC_CHANGE_REFUSED',
    message: `the change would alter ${paths.slice(0, 10).join(', ')}${paths.length > 10 ? `, and ${paths.length - 10} more` : ''}`,
    path: first,
    observed: paths.slice(0, 50).join(', '),
    expected: 'changes of `model`, `training`, `promotion`, `access`, `notices` and `gates.model` only',
    remedy: 'Change only these, or use another name.',
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
