import { expect, test } from 'vitest';
import type { Finding } from '#contracts/finding.ts';
import type { Measurement } from '#contracts/measure.ts';
import type { GateContext } from '#domain/gates/context.ts';
import { findingOf } from '#test/support/data/gate-samples.ts';

/** All that a finding says beside the name of its check, its source and its severity, which are the check's own. */
type Said = Omit<Finding, 'check' | 'source' | 'severity'>;
type Case = [what: string, check: object, measured: Measurement[], said: Said, context?: Partial<GateContext>];

/** Tests that findings are these, with no key more. */
export const says = (cases: readonly Case[]) =>
  test.each(cases)('%s', (_, check, measured, said, context = {}) => {
    const finding = findingOf(check, measured, context);
    expect(finding).toStrictEqual({ check: Object.keys(check)[0], source: 'flights', severity: 'error', ...said });
  });

export const pass = { verdict: 'pass', code: 'CHECK_PASSED' } as const;
export const tooSmall = { verdict: 'inconclusive', code: 'SAMPLE_TOO_SMALL' } as const;
export const noReference = { verdict: 'inconclusive', code: 'REFERENCE_MISSING' } as const;
