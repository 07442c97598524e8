import { describe, expect, test } from 'vitest';
import type { AppliedSpec } from '#contracts/spec.ts';
import { PipelineSpec } from '#contracts/spec.ts';
import { boundaryRefused } from '#domain/spec/boundary.ts';
import { changedAtWindow, changeRefused } from '#domain/spec/change.ts';
import { contractOf } from '#test/support/data/contracts.ts';

const written = {
  apiVersion: 'tidegate.dev/v1',
  kind: 'Pipeline',
  name: 'delays',
  sources: { flights: { watermark: { maxDisorder: '36h' } } },
  windows: { align: ['flights'], size: '1d', allowedLateness: '2d' },
  gates: {
    data: { onFail: 'hold', onInconclusive: 'hold', checks: [{ schema: {} }] },
  },
};

const applied = (change: object = {}, more: Partial<AppliedSpec> = {}): AppliedSpec => ({
  spec: PipelineSpec.parse({ ...written, ...change }),
  contracts: {},
  principals: [],
  ...more,
});

test('the same spec is no change', () => {
  expect(changeRefused(applied(), applied())).toBeUndefined();
});

test('a default written out is no change', () => {
  expect(changeRefused(applied(), applied({ windows: { ...written.windows, offset: '0ms' } }))).toBeUndefined();
});

test('who hears of the arrivals of a source may change', () => {
  const receipts = { to: 'https://shop.example/receipts' };
  const sources = { flights: { ...written.sources.flights, receipts } };
  expect(changeRefused(applied(), applied({ sources }))).toBeUndefined();
});

test('model, training, principals and the model gate may change', () => {
  const model = {
    name: 'm',
    entityKey: 'id',
    task: 'binary',
    features: 'f.sql',
    asOf: 't',
  };
  const gates = { ...written.gates, model: { checks: [{ integrity: {} }] } };
  const principals = [{ name: 'ada', roles: ['risk'], publicKey: 'a'.repeat(64) }];
  expect(changeRefused(applied(), applied({ model, gates }, { principals }))).toBeUndefined();
});

test.each([
  ['a window', { windows: { ...written.windows, size: '2d' } }, 'windows.size'],
  [
    'a watermark',
    { sources: { flights: { watermark: { maxDisorder: '1h' } } } },
    'sources.flights.watermark.maxDisorder',
  ],
  [
    'a new source',
    {
      sources: { ...written.sources, late: { watermark: { asserted: true } } },
    },
    'sources.late',
  ],
  ['the data gate', { gates: { data: { ...written.gates.data, onFail: 'reject' } } }, 'gates.data.onFail'],
  ['no gate any more', { gates: undefined }, 'gates.data'],
])('%s changes at a window', (_, change, path) => {
  expect(changeRefused(applied(), applied(change))).toBeUndefined();
  expect(changedAtWindow(applied(), applied(change))).toEqual([path]);
});

test('how long labels may come changes at a window, all else of them does not', () => {
  const labels = { source: 'flights', key: 'a', column: 'b', availableAt: 'c', deadline: '1d', maxMissing: 0 };
  const before = applied({ labels });
  expect(changeRefused(before, applied({ labels: { ...labels, deadline: '2d' } }))).toBeUndefined();
  expect(changedAtWindow(before, applied({ labels: { ...labels, deadline: '2d' } }))).toEqual(['labels.deadline']);
  const refused = changeRefused(before, applied({ labels: { ...labels, column: 'd' } }));
  expect(refused).toMatchObject({ code: 'SPEC_CHANGE_REFUSED', path: 'labels.column', observed: 'labels.column' });
});

test('partitions may not change', () => {
  const split = applied({ partitions: { by: 'origin', values: ['EWR', 'JFK'] } });
  expect(changeRefused(applied(), split)).toMatchObject({ code: 'SPEC_CHANGE_REFUSED', path: 'partitions' });
});

describe('the window at which a change takes effect', () => {
  const hourly = { windows: { ...applied().spec.windows, size: 3_600_000 } };
  const daily = applied().spec;
  const day = 86_400_000;

  test('begins by both specs', () => {
    expect(boundaryRefused(daily, hourly, { declared: 3 * day })).toBeUndefined();
    expect(boundaryRefused(daily, hourly, { declared: 3 * day + 3_600_000 })).toMatchObject({
      code: 'SPEC_BOUNDARY_REFUSED',
      observed: '1970-01-04T01:00:00Z',
      expected: 'such as 1970-01-05T00:00:00Z',
    });
  });

  test('is not published, nor is any after it', () => {
    expect(boundaryRefused(daily, hourly, { declared: 3 * day, published: 2 * day })).toBeUndefined();
    expect(boundaryRefused(daily, hourly, { declared: 3 * day, published: 4 * day })).toMatchObject({
      message: 'windows that begin at 1970-01-05T00:00:00Z or before are published',
      expected: 'such as 1970-01-06T00:00:00Z',
    });
  });

  test('is chosen later where nobody names it, if there can be one', () => {
    expect(boundaryRefused(daily, hourly, { published: 4 * day })).toBeUndefined();
    const never = { windows: { ...daily.windows, offset: 1 } };
    expect(boundaryRefused(daily, never, {})).toMatchObject({ code: 'SPEC_BOUNDARY_REFUSED', path: 'windows' });
  });
});

describe('contracts', () => {
  const id = { name: 'id', logicalType: 'string', required: true };
  const contracts = (...properties: object[]) => ({ contracts: { flights: contractOf(properties) } });

  test('may change without a break, and may stand in another file', () => {
    const sources = { flights: { ...written.sources.flights, contract: 'v2.yaml' } };
    const more = contracts(id, { name: 'gate', logicalType: 'string' });
    expect(changeRefused(applied({}, contracts(id)), applied({ sources }, more))).toBeUndefined();
  });

  test('are refused with the list of breaks', () => {
    expect(
      changeRefused(
        applied({}, contracts(id, { ...id, name: 'gate' })),
        applied({}, contracts({ ...id, logicalType: 'integer' })),
      ),
    ).toMatchObject({
      code: 'CONTRACT_BREAKING',
      path: 'flights.properties.id.logicalType',
      breaks: [
        { code: 'CONTRACT_TYPE_CHANGED', source: 'flights', column: 'id', before: 'string', after: 'integer' },
        { code: 'CONTRACT_COLUMN_REMOVED', source: 'flights', column: 'gate', before: 'string', after: null },
      ],
    });
  });
});

test('every changed path is listed', () => {
  const change = {
    windows: { ...written.windows, size: '2d', allowedLateness: '3d' },
  };
  expect(changedAtWindow(applied(), applied(change))).toEqual(['windows.allowedLateness', 'windows.size']);
});
