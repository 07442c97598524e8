import { getPublicKey, Point, sign } from '@noble/ed25519';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApprovalStatement } from '#contracts/approval.ts';
import { digestOf, sha256 } from '#domain/digest.ts';
import { type ApprovalContext, verifyApproval } from '#domain/promotion/approvals.ts';
import { approvalStatementBytes } from '#domain/promotion/signature.ts';

const keyOf = (name: string) => hexToBytes(sha256(name).slice('sha256:'.length));
const person = (name: string, ...roles: string[]) => ({
  name,
  roles,
  publicKey: bytesToHex(getPublicKey(keyOf(name))),
});

const context: ApprovalContext = {
  promotion: 'promotion/lateness/0a1b2c3d4e5f',
  evidence: digestOf('evidence'),
  principals: [
    person('ada', 'ml-lead'),
    person('grace', 'risk', 'ml-lead'),
    person('alan', 'ml-lead'),
    person('edsger', 'operations'),
  ],
  policy: { quorum: 2, roles: ['ml-lead', 'risk'], separationOfDuties: true },
  excluded: ['alan'],
  counted: [],
  awaiting: true,
};

const statementOf = (principal: string, more: Partial<ApprovalStatement> = {}): ApprovalStatement => ({
  promotion: context.promotion,
  evidence: context.evidence,
  verdict: 'approve',
  principal,
  at: 1_370_000_000_000,
  ...more,
});
const signed = (statement: ApprovalStatement, by = statement.principal) => ({
  statement,
  signature: bytesToHex(sign(approvalStatementBytes(statement), keyOf(by))),
});
const envelopeOf = (principal: string, more: Partial<ApprovalStatement> = {}) => signed(statementOf(principal, more));

describe('an approval', () => {
  test('is counted for the roles of the policy that the person holds', () => {
    expect(verifyApproval(envelopeOf('grace'), context)).toEqual({
      outcome: 'counted',
      code: 'APPROVAL_COUNTED',
      principal: 'grace',
      roles: ['ml-lead', 'risk'],
    });
  });
  test('is the same from JSON with its members in another order', () => {
    const { statement, signature } = envelopeOf('ada', { reason: digestOf('reason') });
    const turned = Object.fromEntries(Object.entries(statement).reverse());
    const outcome = verifyApproval(JSON.parse(JSON.stringify({ signature, statement: turned })), context);
    expect(outcome).toMatchObject({ outcome: 'counted', principal: 'ada', reason: digestOf('reason') });
  });
  test('gives the same answer each time', () => {
    const envelope = envelopeOf('ada');
    expect(verifyApproval(envelope, context)).toEqual(verifyApproval(envelope, context));
  });
});

describe('a refused approval', () => {
  const { statement, signature } = envelopeOf('ada');
  const altered = (change: object) => ({ statement: { ...statement, ...change }, signature });
  test.each<[string, unknown, Partial<ApprovalContext>, string, string?]>([
    ['unsigned', { statement }, {}, 'APPROVAL_UNSIGNED'],
    ['with another person’s key', signed(statement, 'grace'), {}, 'APPROVAL_SIGNATURE_INVALID'],
    ['by nobody known', envelopeOf('mallory'), {}, 'APPROVAL_PRINCIPAL_UNKNOWN'],
    ['by who asked for it', envelopeOf('alan'), {}, 'APPROVAL_NOT_INDEPENDENT', 'alan'],
    ['by somebody without the role', envelopeOf('edsger'), {}, 'APPROVAL_ROLE_MISSING', 'edsger'],
    ['for other evidence', envelopeOf('ada', { evidence: digestOf('other') }), {}, 'APPROVAL_EVIDENCE_MISMATCH', 'ada'],
    [
      'for another promotion',
      envelopeOf('ada', { promotion: 'promotion/x/1' }),
      {},
      'APPROVAL_EVIDENCE_MISMATCH',
      'ada',
    ],
    ['twice', envelopeOf('ada'), { counted: [{ principal: 'ada', roles: ['ml-lead'] }] }, 'APPROVAL_REPEATED', 'ada'],
    [
      'twice, at another time',
      envelopeOf('ada', { at: 1 }),
      { counted: [{ principal: 'ada', roles: [] }] },
      'APPROVAL_REPEATED',
      'ada',
    ],
    ['when none is awaited', envelopeOf('ada'), { awaiting: false }, 'APPROVAL_NOT_AWAITED', 'ada'],
    ['with the verdict turned', altered({ verdict: 'reject' }), {}, 'APPROVAL_SIGNATURE_INVALID'],
    ['with the evidence changed', altered({ evidence: digestOf('new') }), {}, 'APPROVAL_SIGNATURE_INVALID'],
    ['with a reason added', altered({ reason: digestOf('why') }), {}, 'APPROVAL_SIGNATURE_INVALID'],
    ['in another’s name', altered({ principal: 'grace' }), {}, 'APPROVAL_SIGNATURE_INVALID'],
    ['with a field of its own', altered({ note: 'x' }), {}, 'MESSAGE_REFUSED'],
    ['with half a signature', { statement, signature: signature.slice(64) }, {}, 'APPROVAL_SIGNATURE_INVALID'],
    [
      'with a signature in capitals',
      { statement, signature: signature.toUpperCase() },
      {},
      'APPROVAL_SIGNATURE_INVALID',
    ],
    ['with a number for a signature', { statement, signature: 7 }, {}, 'APPROVAL_SIGNATURE_INVALID'],
    ['of nothing', undefined, {}, 'MESSAGE_REFUSED'],
    ['of text', 'approve', {}, 'MESSAGE_REFUSED'],
    ['that could not be decoded', { undecodable: true, digest: digestOf('x') }, {}, 'MESSAGE_REFUSED'],
  ])('%s', (_, envelope, more, code, principal) => {
    const expected = { outcome: 'refused', code, ...(principal !== undefined && { principal }) };
    expect(verifyApproval(envelope, { ...context, ...more })).toEqual(expected);
  });

  test('by a second signature made from the first: S + L', () => {
    const order = Point.CURVE().n;
    const bytes = hexToBytes(signature);
    const s = bytes.slice(32).reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n) + order;
    for (let i = 0; i < 32; i++) bytes[32 + i] = Number((s >> BigInt(8 * i)) & 255n);
    expect(verifyApproval({ statement, signature: bytesToHex(bytes) }, context)).toMatchObject({
      code: 'APPROVAL_SIGNATURE_INVALID',
    });
  });
  test('by the signature that fits every statement, of a key of small order', () => {
    const weak = { name: 'ada', roles: ['ml-lead'], publicKey: `01${'00'.repeat(31)}` };
    const forged = { statement, signature: `01${'00'.repeat(63)}` };
    expect(verifyApproval(forged, { ...context, principals: [weak] })).toMatchObject({
      code: 'APPROVAL_SIGNATURE_INVALID',
    });
  });
  test('by any signature with one bit changed', () => {
    fc.assert(
      fc.property(fc.nat(511), (bit) => {
        const bytes = hexToBytes(signature);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(verifyApproval({ statement, signature: bytesToHex(bytes) }, context)).toMatchObject({
          code: 'APPROVAL_SIGNATURE_INVALID',
        });
      }),
      { numRuns: 40 },
    );
  });
  test('whatever it is: never a throw, never counted', () => {
    fc.assert(fc.property(fc.anything(), (garbage) => verifyApproval(garbage, context).outcome === 'refused'));
  });
});

describe('a rejection', () => {
  const reject = { verdict: 'reject' } as const;
  test('is heard, also from who approved before', () => {
    const counted = [{ principal: 'ada', roles: ['ml-lead'] }];
    expect(verifyApproval(envelopeOf('ada', reject), { ...context, counted })).toMatchObject({
      outcome: 'rejected',
      code: 'APPROVAL_REJECTED',
    });
  });
  test('is heard from who trained: to say no to one’s own is no conflict', () => {
    expect(verifyApproval(envelopeOf('alan', reject), context)).toMatchObject({
      outcome: 'rejected',
      principal: 'alan',
    });
  });
  test('needs a role', () => {
    expect(verifyApproval(envelopeOf('edsger', reject), context)).toMatchObject({ code: 'APPROVAL_ROLE_MISSING' });
  });
});

test('without separation of duties who asked may approve', () => {
  const policy = { ...context.policy, separationOfDuties: false };
  expect(verifyApproval(envelopeOf('alan'), { ...context, policy })).toMatchObject({ outcome: 'counted' });
});

test('a signature is over the canonical JSON', () => {
  expect(new TextDecoder().decode(approvalStatementBytes(statementOf('ada')))).toBe(
    `{"at":1370000000000,"evidence":"${context.evidence}","principal":"ada","promotion":"${context.promotion}","verdict":"approve"}`,
  );
});
