import { describe, expect, test } from 'vitest';
import type { Finding } from '#contracts/finding.ts';
import { Rerequest } from '#contracts/remediation.ts';
import { repairsOf } from '#domain/gates/remediation.ts';
import { requestFor, requestOf } from '#domain/gates/rerequest.ts';

const deduplicate = { deduplicate: { by: ['id'] } };
const asks = (source?: string) => Rerequest.parse({ rerequest: { ...(source && { source }), within: '2h' } });
const finding = (source?: string): Finding => ({
  check: 'rowCount',
  ...(source !== undefined && { source }),
  verdict: 'fail',
  code: 'ROW_COUNT_BELOW_MINIMUM',
  severity: 'error',
  observed: {},
  expected: {},
});

describe('a source is asked', () => {
  test('that the step names, the primary one where it names none; nobody where there is no such step', () => {
    expect(requestOf({ remediate: [deduplicate, asks()] }, 'flights')).toEqual({
      source: 'flights',
      within: 7_200_000,
    });
    expect(requestOf({ remediate: [asks('weather')] }, 'flights')).toMatchObject({ source: 'weather' });
    expect(requestOf({ remediate: [deduplicate] }, 'flights')).toBeUndefined();
  });

  test.each([
    ['of its rows', [finding('weather')], true],
    ['of no source in particular', [finding()], true],
    ['of it and another', [finding('flights'), finding('weather')], true],
    ['of another only', [finding('flights')], false],
    ['none, for too much was set aside', [], true],
    ['a warning of another only', [{ ...finding('flights'), severity: 'warn' as const }], true],
  ])('where what blocks is %s', (_, findings, expected) => {
    const request = requestFor({ remediate: [asks('weather')] }, 'flights', { findings }, { next: 'hold' });
    expect(request !== undefined).toBe(expected);
  });

  test.each(['publish', 'remediate', 'reject'] as const)('never about a pane that goes on to %s', (next) => {
    expect(requestFor({ remediate: [asks()] }, 'flights', { findings: [finding()] }, { next })).toBeUndefined();
  });

  test('by a step that repairs nothing', () => {
    expect(repairsOf({ remediate: [deduplicate, asks()] })).toEqual([deduplicate]);
  });
});
