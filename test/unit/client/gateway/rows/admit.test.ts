import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { admitRows } from '#client/gateway/rows/admit.ts';
import { instantOf } from '#client/gateway/rows/instant.ts';
import { rowReaders } from '#client/gateway/rows/read.ts';
import type { Column, LogicalType } from '#contracts/contract.ts';

const column = (name: string, type: LogicalType): Column => ({ name, type, required: false, key: false });
const shape = {
  eventTime: 'at',
  columns: [
    column('id', 'string'),
    column('at', 'timestamp'),
    column('count', 'integer'),
    column('price', 'number'),
    column('paid', 'boolean'),
    column('day', 'date'),
  ],
};
const read = (type: string, text: string) => {
  const given = rowReaders[type]?.(text);
  if (!given) throw new Error(`nothing reads ${type}`);
  return admitRows(given, shape);
};
const at = '2026-03-02T08:12:00.000000Z';
const ms = Date.UTC(2026, 2, 2, 8, 12);

describe('rows', () => {
  test.each([
    [
      'application/json',
      '[{"id":"a","at":"2026-03-02T08:12:00Z","count":3,"price":1.50,"paid":true,"day":"2026-03-01"}]',
    ],
    [
      'application/x-ndjson',
      '{"id":"a","at":"2026-03-02 09:12+0100","count":3,"price":1.50,"paid":true,"day":"2026-03-01"}\n',
    ],
    ['text/csv', '\u{feff}id,at,count,price,paid,day\r\na,2026-03-02T08:12:00,+3,1.50,TRUE,2026-03-01\r\n'],
  ])('in %s become the same line', (type, text) => {
    expect(read(type, text)).toEqual({
      lines: [`{"id":"a","at":"${at}","count":3,"price":1.50,"paid":true,"day":"2026-03-01"}`],
      minTime: ms,
      maxTime: ms,
      refused: [],
    });
  });

  test('keep every digit of a number', () => {
    const { lines } = read('application/json', `[{"at":${ms},"count":9007199254740993,"price":0.1000000000000000055}]`);
    expect(lines).toEqual([
      `{"id":null,"at":"${at}","count":9007199254740993,"price":0.1000000000000000055,"paid":null,"day":null}`,
    ]);
  });

  test('tell the span of their event times, rounded down to milliseconds', () => {
    const rows = ['2026-03-02T08:12:00.9999Z', '1969-12-31T23:59:59.9995Z', '2026-03-02T23:00:00-02:00'];
    const { minTime, maxTime } = read('application/json', JSON.stringify(rows.map((at) => ({ at }))));
    expect([minTime, maxTime]).toEqual([-1, Date.UTC(2026, 2, 3, 1)]);
  });

  test('that are wrong are refused by their place, and the others are taken', () => {
    const lines = [
      '{"id":"good","at":"2026-03-02T08:12:00Z"}',
      '{"id":',
      '[1]',
      '{"id":"no time"}',
      '{"at":"yesterday"}',
      '{"at":"2026-02-30"}',
      '{"at":"2026-03-02","count":1.5}',
      '{"at":"2026-03-02","count":9223372036854775808}',
      '{"at":"2026-03-02","price":"1.5"}',
      '{"at":"2026-03-02","paid":"true"}',
      '{"at":"2026-03-02","day":"2026-3-1"}',
      '{"at":"2026-03-02","id":{"a":1}}',
      '{"at":"2026-03-02","id":"\\ud800"}',
      '{"at":"2026-03-02","cuont":1}',
      '{"id":5,"at":"2026-03-02"}',
    ];
    const { lines: taken, refused } = read('application/ndjson', lines.join('\n'));
    expect(taken).toHaveLength(2);
    expect(refused.map(({ index, code, path }) => [index, code, path])).toEqual([
      [1, 'ROW_MALFORMED', undefined],
      [2, 'ROW_MALFORMED', undefined],
      [3, 'ROW_MALFORMED', 'at'],
      [4, 'ROW_MALFORMED', 'at'],
      [5, 'ROW_MALFORMED', 'at'],
      [6, 'ROW_MALFORMED', 'count'],
      [7, 'ROW_MALFORMED', 'count'],
      [8, 'ROW_MALFORMED', 'price'],
      [9, 'ROW_MALFORMED', 'paid'],
      [10, 'ROW_MALFORMED', 'day'],
      [11, 'ROW_MALFORMED', 'id'],
      [12, 'ROW_MALFORMED', 'id'],
      [13, 'ROW_MALFORMED', 'cuont'],
    ]);
    expect(refused.at(-1)?.remedy).toBe('Did you mean `count`?');
  });

  test('of a ragged CSV are refused alone; a CSV that ends in a quote, or names a column twice, is refused as a whole', () => {
    expect(read('text/csv', 'id,at\na,2026-03-02\nb\nc,2026-03-02,x\n')).toMatchObject({
      lines: [expect.any(String)],
      refused: [{ index: 1 }, { index: 2 }],
    });
    for (const text of ['id,at\n"a,2026-03-02\n', 'at,at\n1,2\n', ''])
      expect(() => read('text/csv', text)).toThrow('ARRIVAL_MALFORMED');
    expect(() => read('application/json', '{"at":"2026-03-02"}')).toThrow('ARRIVAL_MALFORMED');
  });

  test('whatever comes is either taken or refused, each line is JSON, and its time lies within the span', () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 1 }),
      fc.date({ noInvalidDate: true }).map((d) => d.toISOString()),
    );
    const row = fc.dictionary(fc.constantFrom(...shape.columns.map(({ name }) => name)), value);
    fc.assert(
      fc.property(fc.array(fc.oneof(row, fc.jsonValue({ maxDepth: 1 }))), (rows) => {
        const { lines, refused, minTime, maxTime } = read('application/json', JSON.stringify(rows));
        expect(lines.length + refused.length).toBe(rows.length);
        for (const line of lines) {
          const parsed = JSON.parse(line);
          expect(Object.keys(parsed)).toEqual(shape.columns.map(({ name }) => name));
          expect(Date.parse(parsed.at)).toBeGreaterThanOrEqual(minTime);
          expect(Date.parse(parsed.at)).toBeLessThanOrEqual(maxTime);
        }
      }),
    );
  });
});

test('an instant is the same read again', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true }), (date) => {
      const instant = instantOf(date.toISOString());
      expect(instant?.ms).toBe(date.getTime());
      expect(instantOf(instant?.text ?? '')).toEqual(instant);
    }),
  );
});
