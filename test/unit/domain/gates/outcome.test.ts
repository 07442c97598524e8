import { describe, expect, test } from 'vitest';
import type { Finding } from '#contracts/finding.ts';
import { type Handled, outcomeOf } from '#domain/gates/outcome.ts';
import { reportOf } from '#domain/gates/report.ts';
import { rowChecks } from '#domain/gates/row-checks.ts';
import { finding, gateOf } from '#test/support/data/gate-samples.ts';

const checks = [{ schema: {} }, { range: { column: 'distance', min: 0 } }];

const next = (policy: Record<string, unknown>, findings: Finding[], handled: Partial<Handled> = {}) => {
  const gate = gateOf(checks, { tolerate: { rows: '1%' }, ...policy });
  const report = reportOf('data', findings);
  const outcome = outcomeOf({ gate, report, round: 0, rows: { flights: 990 }, quarantined: {}, ...handled });
  return [outcome.next, outcome.code, outcome.reason];
};

const [passing, failing, unsure, erring] = [
  finding('pass'),
  finding('fail'),
  finding('inconclusive'),
  finding('error'),
];
const wrongSchema = finding('fail', { check: 'schema' });
const deduplicate = { remediate: [{ deduplicate: { by: ['flight_id'] } }] };
const cast = { remediate: [{ cast: { column: 'distance', to: 'integer' } }] };
const ofType = finding('error', { code: 'COLUMN_TYPE_MISMATCH' });
const aside = { round: 1, quarantined: { flights: 10 } };

describe('what follows from a report', () => {
  test.each([
    ['a pass is published', {}, [passing], {}, ['publish', 'PANE_PUBLISHED', 'GATE_PASSED']],
    [
      'a warning too',
      {},
      [{ ...failing, severity: 'warn' as const }],
      {},
      ['publish', 'PANE_PUBLISHED', 'GATE_PASSED'],
    ],
    ['bad rows are set aside', {}, [failing], {}, ['remediate', 'GATE_FAILED', 'GATE_FAILED']],
    ['a schema is nothing that rows could mend', {}, [wrongSchema], {}, ['hold', 'PANE_HELD', 'GATE_FAILED']],
    [
      'declared steps are tried on anything',
      deduplicate,
      [wrongSchema],
      {},
      ['remediate', 'GATE_FAILED', 'GATE_FAILED'],
    ],
    [
      'steps are tried where it would hold',
      { ...deduplicate, onFail: 'hold' },
      [failing],
      {},
      ['remediate', 'GATE_FAILED', 'GATE_FAILED'],
    ],
    ['without steps it holds at once', { onFail: 'hold' }, [failing], {}, ['hold', 'PANE_HELD', 'GATE_FAILED']],
    ['or rejects', { onFail: 'reject' }, [failing], {}, ['reject', 'PANE_REJECTED', 'GATE_FAILED']],
    ['a remedy is tried once', deduplicate, [failing], { round: 1 }, ['hold', 'PANE_HELD', 'GATE_FAILED']],
    [
      'or as often as declared',
      { ...deduplicate, rounds: 2 },
      [failing],
      { round: 1 },
      ['remediate', 'GATE_FAILED', 'GATE_FAILED'],
    ],
    ['and no more often', { ...deduplicate, rounds: 2 }, [failing], { round: 2 }, ['hold', 'PANE_HELD', 'GATE_FAILED']],
    [
      'then rejected as declared',
      { ...deduplicate, onFail: 'reject' },
      [failing],
      { round: 1 },
      ['reject', 'PANE_REJECTED', 'GATE_FAILED'],
    ],
    ['a cure is published', deduplicate, [passing], { round: 1 }, ['publish', 'PANE_PUBLISHED', 'REMEDIATED']],
    ['so are the rows that are left', {}, [passing], aside, ['publish', 'PANE_PUBLISHED', 'ROWS_QUARANTINED']],
    ['unsure holds', { onInconclusive: 'hold' }, [unsure], {}, ['hold', 'PANE_HELD', 'GATE_INCONCLUSIVE']],
    ['unsure rejects', { onInconclusive: 'reject' }, [unsure], {}, ['reject', 'PANE_REJECTED', 'GATE_INCONCLUSIVE']],
    [
      'unsure passes where declared',
      { onInconclusive: 'pass' },
      [unsure],
      {},
      ['publish', 'PANE_PUBLISHED', 'GATE_INCONCLUSIVE'],
    ],
    [
      'an error waits for a person',
      { onFail: 'reject', onInconclusive: 'pass' },
      [erring],
      {},
      ['hold', 'PANE_HELD', 'GATE_ERROR'],
    ],
    [
      'an error does not hide a failure',
      { onFail: 'reject' },
      [erring, failing],
      {},
      ['reject', 'PANE_REJECTED', 'GATE_ERROR'],
    ],
    [
      'an error of a column is mended where steps change columns',
      { ...cast, onFail: 'reject' },
      [ofType, failing],
      {},
      ['remediate', 'GATE_ERROR', 'GATE_ERROR'],
    ],
    ['as often as any other', cast, [ofType], { round: 1 }, ['hold', 'PANE_HELD', 'GATE_ERROR']],
    ['not where no step changes columns', deduplicate, [ofType], {}, ['hold', 'PANE_HELD', 'GATE_ERROR']],
    ['nor where another error stands beside', cast, [ofType, erring], {}, ['hold', 'PANE_HELD', 'GATE_ERROR']],
    [
      'a warning that could not be asked stands in no way',
      cast,
      [ofType, { ...erring, severity: 'warn' as const }],
      {},
      ['remediate', 'GATE_ERROR', 'GATE_ERROR'],
    ],
    [
      'an error with a warning waits for a person',
      { onFail: 'reject' },
      [erring, { ...failing, severity: 'warn' as const }],
      {},
      ['hold', 'PANE_HELD', 'GATE_ERROR'],
    ],
    ['an error rejects where declared', { onError: 'reject' }, [erring], {}, ['reject', 'PANE_REJECTED', 'GATE_ERROR']],
    [
      'rows are set aside, though others could not be mended by it',
      {},
      [wrongSchema, failing],
      {},
      ['remediate', 'GATE_FAILED', 'GATE_FAILED'],
    ],
    [
      'a gate that set no row aside just passed',
      {},
      [passing],
      { quarantined: { flights: 0 } },
      ['publish', 'PANE_PUBLISHED', 'GATE_PASSED'],
    ],
  ])('%s', (_, policy, findings, handled, expected) => expect(next(policy, findings, handled)).toEqual(expected));

  test.each(['COLUMN_MISSING', 'COLUMN_TYPE_MISMATCH', 'VALUES_NOT_FINITE'] as const)('%s may be mended', (code) => {
    expect(next(cast, [finding('error', { code })])[0]).toBe('remediate');
  });
});

describe('tolerance', () => {
  test.each([
    ['exactly what is tolerated', { flights: 990 }, { flights: 10 }, 'publish'],
    ['one more', { flights: 989 }, { flights: 11 }, 'hold'],
    ['much of a small source, little of all', { flights: 99_000, weather: 5 }, { weather: 5 }, 'hold'],
    ['everything', { flights: 0 }, { flights: 3 }, 'hold'],
    ['a source of which nothing is left', {}, { flights: 1 }, 'hold'],
    ['nothing', { flights: 0 }, { flights: 0 }, 'publish'],
  ])('of %s', (_, rows, quarantined, expected) => {
    expect(next({}, [passing], { round: 1, rows, quarantined })[0]).toBe(expected);
  });
  test('exceeded has its own reason, and is not excused by a gate that passes', () => {
    expect(next({}, [passing], { round: 1, quarantined: { flights: 11 } })).toEqual([
      'hold',
      'PANE_HELD',
      'QUARANTINE_ABOVE_TOLERANCE',
    ]);
  });
});

describe('the checks whose offenders are set aside', () => {
  const rows = [
    { nullRate: { column: 'a', max: 0 } },
    { unique: { columns: ['a'] } },
    { range: { column: 'a', min: 0 } },
    { set: { column: 'a', values: [1] } },
    { foreignKey: { columns: ['a'], to: { source: 'b' } } },
  ];
  const others = [{ schema: {} }, { rowCount: { min: 1 } }, { drift: { column: 'a', method: 'psi', max: 1 } }];
  const warning = { range: { column: 'b', min: 0, severity: 'warn' } };

  test('are those about rows, of severity error', () => {
    expect(rowChecks(gateOf([...others, ...rows, warning]))).toEqual(gateOf(rows).checks);
  });
  test('are none in a gate that does not quarantine', () => {
    expect(rowChecks(gateOf(rows, { onFail: 'hold' }))).toEqual([]);
  });
});
