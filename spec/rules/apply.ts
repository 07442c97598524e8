import type { Fault } from '../problem.ts';
import type { Rule } from './rule.ts';
import { invalid } from './rule.ts';

/** What a running pipeline needs and a dry run of its windows does not: contracts, event times, a gate for data. */
export const nothingIsMissingToApply: Rule = ({ spec }) => {
  const faults: Fault[] = Object.entries(spec.sources).flatMap(([name, source]) =>
    (['contract', 'eventTime'] as const)
      .filter((field) => source[field] === undefined)
      .map((field) => missing(['sources', name, field], `\`${field}\``)),
  );
  if (spec.gates === undefined) faults.push(missing(['gates'], 'a section `gates` with a gate `data`'));
  return faults;
};

const missing = (path: readonly string[], what: string): Fault =>
  invalid(path, `\`${path.at(-1)}\` is missing`, 'nothing', what);
