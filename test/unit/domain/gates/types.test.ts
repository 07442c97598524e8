import { expect, test } from 'vitest';
import { LogicalType } from '#contracts/contract.ts';
import { fits } from '#domain/gates/checks/types.ts';

test.each([
  ['VARCHAR', ['string']],
  ["ENUM('a', 'b (c)')", ['string']],
  ['DOUBLE', ['number']],
  ['FLOAT', ['number']],
  ['DECIMAL(18,3)', ['number']],
  ['DECIMAL(38, 0)', ['number', 'integer']],
  ['TINYINT', ['number', 'integer']],
  ['SMALLINT', ['number', 'integer']],
  ['integer', ['number', 'integer']],
  ['BIGINT', ['number', 'integer']],
  ['UBIGINT', ['number', 'integer']],
  ['BOOLEAN', ['boolean']],
  ['DATE', ['date']],
  ['TIMESTAMP', ['timestamp']],
  ['TIMESTAMP_NS', ['timestamp']],
  ['TIMESTAMP WITH TIME ZONE', ['timestamp']],
  ['INTEGER[]', []],
  ['DOUBLE[3]', []],
  ['VARCHAR[]', []],
  ['STRUCT(a INTEGER)', []],
  ['JSON', []],
  ['"NULL"', []],
  ['', []],
])('%s fits %j', (engineType, logical) => {
  expect(LogicalType.options.filter((type) => fits(engineType, type))).toEqual(logical);
});
