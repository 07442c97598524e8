import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Approver, quorumReached } from '#domain/promotion/quorum.ts';

const of = (principal: string, ...roles: string[]): Approver => ({ principal, roles });
const apart = (quorum: number, ...roles: string[]) => ({ quorum, roles, separationOfDuties: true });

test.each([
  ['one of each role', [of('ada', 'lead'), of('grace', 'risk')], apart(2, 'lead', 'risk'), true],
  ['two of one role', [of('ada', 'lead'), of('alan', 'lead')], apart(2, 'lead', 'risk'), false],
  ['one person for two roles', [of('grace', 'lead', 'risk')], apart(1, 'lead', 'risk'), false],
  ['one person twice', [of('grace', 'lead', 'risk'), of('grace', 'lead', 'risk')], apart(2, 'lead', 'risk'), false],
  [
    'the only one who can be risk came first',
    [of('grace', 'lead', 'risk'), of('ada', 'lead')],
    apart(2, 'lead', 'risk'),
    true,
  ],
  [
    'three roles that only one order fills',
    [of('a', 'x', 'y'), of('b', 'x'), of('c', 'y', 'z')],
    apart(3, 'x', 'y', 'z'),
    true,
  ],
  ['three roles for two people', [of('a', 'x', 'y', 'z'), of('b', 'x', 'y', 'z')], apart(2, 'x', 'y', 'z'), false],
  ['all roles, but too few people', [of('ada', 'lead'), of('grace', 'risk')], apart(3, 'lead', 'risk'), false],
  [
    'people enough, without separation',
    [of('ada', 'lead'), of('alan', 'lead')],
    { ...apart(2, 'lead', 'risk'), separationOfDuties: false },
    true,
  ],
  ['nobody', [], apart(1, 'lead'), false],
])('%s', (_, counted, policy, expected) => expect(quorumReached(counted, policy)).toBe(expected));

/** Tries every way to give each role a person. */
function canFill(roles: readonly string[], people: readonly Approver[]): boolean {
  const [role, ...rest] = roles;
  if (role === undefined) return true;
  return people.some(
    (person) =>
      person.roles.includes(role) &&
      canFill(
        rest,
        people.filter((other) => other !== person),
      ),
  );
}

const roles = ['w', 'x', 'y', 'z'];
const people = fc
  .array(fc.subarray(roles), { maxLength: 6 })
  .map((list) => list.map((held, i) => of(`person-${i}`, ...held)));

test('a matching is found exactly where there is one', () => {
  fc.assert(
    fc.property(people, fc.subarray(roles, { minLength: 1 }), (counted, wanted) => {
      expect(quorumReached(counted, apart(1, ...wanted))).toBe(counted.length > 0 && canFill(wanted, counted));
    }),
  );
});

test('one more approval never undoes a quorum', () => {
  fc.assert(
    fc.property(people, fc.subarray(roles), (counted, held) => {
      const policy = apart(2, 'x', 'y');
      expect(quorumReached(counted, policy) && !quorumReached([...counted, of('new', ...held)], policy)).toBe(false);
    }),
  );
});
