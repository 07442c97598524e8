import type { PromotionSpec } from '#contracts/spec.ts';

export type ApprovalPolicy = Pick<PromotionSpec['approvals'], 'quorum' | 'roles' | 'separationOfDuties'>;

/** A person whose approval was counted, with those roles of the policy that the person holds. */
export interface Approver {
  readonly principal: string;
  readonly roles: readonly string[];
}

/**
 * Whether enough people approved: `quorum` different ones, and, with separation of duties, each of the policy's roles
 * by a person of its own.
 */
export function quorumReached(counted: readonly Approver[], policy: ApprovalPolicy): boolean {
  const people = new Map(counted.map(({ principal, roles }) => [principal, roles]));
  if (people.size < policy.quorum) return false;
  return !policy.separationOfDuties || canFill([...new Set(policy.roles)], people);
}

/**
 * Whether each role finds a person of its own: a maximum matching by augmenting paths.
 *
 * @see H. W. Kuhn, The Hungarian Method for the Assignment Problem (1955)
 */
function canFill(roles: readonly string[], people: ReadonlyMap<string, readonly string[]>): boolean {
  const roleOf = new Map<string, string>();
  const seat = (role: string, tried: Set<string>): boolean =>
    [...people].some(([person, held]) => {
      if (!held.includes(role) || tried.has(person)) return false;
      tried.add(person);
      const former = roleOf.get(person);
      if (former !== undefined && !seat(former, tried)) return false;
      roleOf.set(person, role);
      return true;
    });
  return roles.every((role) => seat(role, new Set()));
}
