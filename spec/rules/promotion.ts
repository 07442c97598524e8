import type { Stage } from '#contracts/spec.ts';
import type { Fault } from '../problem.ts';
import type { Rule } from './rule.ts';
import { dangling, invalid } from './rule.ts';

const order = ['shadow', 'canary', 'production'] as const;
const kindOf = (stage: Stage): (typeof order)[number] =>
  'shadow' in stage ? 'shadow' : 'canary' in stage ? 'canary' : 'production';

/** Stages go from shadow over canaries of growing weight to one production, which ends the rollout. */
export const stagesAreInOrder: Rule = ({ spec }) => {
  const stages = spec.promotion?.stages ?? [];
  const path = ['promotion', 'stages'];
  const faults: Fault[] = stages.flatMap((stage, i) => {
    const before = stages[i - 1];
    if (before === undefined) return [];
    const [from, to] = [kindOf(before), kindOf(stage)];
    if (from === 'production')
      return [invalid([...path, i], 'a stage after production', to, 'production as the last stage')];
    if (order.indexOf(to) < order.indexOf(from)) {
      return [
        invalid(
          [...path, i],
          `\`${to}\` comes after \`${from}\``,
          `${from}, ${to}`,
          'shadow, then canary, then production',
        ),
      ];
    }
    if ('canary' in stage && 'canary' in before && stage.canary.weight <= before.canary.weight) {
      const weights = `${before.canary.weight}, then ${stage.canary.weight}`;
      return [
        invalid(
          [...path, i, 'canary', 'weight'],
          'the weight does not grow from canary to canary',
          weights,
          'growing weights',
        ),
      ];
    }
    return [];
  });
  const last = stages.at(-1);
  if (last !== undefined && faults.length === 0 && kindOf(last) !== 'production') {
    faults.push(
      invalid(
        [...path, stages.length - 1],
        'the rollout never reaches production',
        kindOf(last),
        'production as the last stage',
      ),
    );
  }
  return faults;
};

/** The quorum can be reached: by the roles that must be there, and by the people who hold them. */
export const quorumCanBeReached: Rule = ({ spec, principals }) => {
  const approvals = spec.promotion?.approvals;
  if (approvals === undefined) return [];
  const { quorum, roles, separationOfDuties } = approvals;
  const path = ['promotion', 'approvals'];
  const faults: Fault[] = [];
  if (separationOfDuties && quorum < roles.length) {
    faults.push(
      invalid(
        [...path, 'quorum'],
        'each of the roles must approve, so the quorum cannot be smaller',
        `${quorum}`,
        `at least ${roles.length}`,
      ),
    );
  }
  if (principals === undefined) return faults;
  if (principals.length === 0) {
    const expected = `at least ${quorum}: tidegate keys new NAME --role ROLE --into ${spec.access?.principals ?? 'principals.yaml'}`;
    return [...faults, invalid(['access', 'principals'], 'nobody could approve', 'no principals', expected)];
  }
  const held = [...new Set(principals.flatMap((principal) => principal.roles))];
  faults.push(
    ...roles.flatMap((role, i) =>
      held.includes(role) ? [] : [dangling([...path, 'roles', i], role, 'among the principals, role', held)],
    ),
  );
  const able = principals.filter((principal) => principal.roles.some((role) => roles.includes(role))).length;
  if (able < quorum) {
    faults.push(
      invalid([...path, 'quorum'], 'too few principals hold the roles', `${able} principals`, `at least ${quorum}`),
    );
  }
  return faults;
};
