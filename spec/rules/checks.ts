import type { Check } from '#contracts/check.ts';
import { canonicalJson } from '#domain/digest.ts';
import { declared } from '#domain/gates/checks/bound.ts';
import type { Fault, Path } from '../problem.ts';
import { invalid } from './rule.ts';

/** What makes a check impossible, whatever the data; undefined where nothing does. */
export function contradictionIn(check: Check, path: Path): Fault | undefined {
  const { name, ...kind } = declared(check);
  const found = kind.contradiction();
  return found && invalid([...path, name, ...found.at], found.message, found.observed, found.expected);
}

/** Checks that stand twice in a list: the later one is at fault. */
export function repeatedChecks(checks: readonly Check[], path: Path): Fault[] {
  const first = new Map<string, number>();
  return checks.flatMap((check, i) => {
    const key = canonicalJson(check);
    const before = first.get(key);
    if (before === undefined) first.set(key, i);
    return before === undefined
      ? []
      : [invalid([...path, i], 'the same check stands here twice', `checks[${before}]`, 'each check once')];
  });
}
