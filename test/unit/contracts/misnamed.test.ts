import { expect, test } from 'vitest';
import { misnamed, probably } from '#contracts/misnamed.ts';

test.each([
  ['flihgts', ['flights', 'weather'], { expected: 'one of flights, weather', remedy: 'Did you mean `flights`?' }],
  ['orders', ['flights', 'flights'], { expected: 'one of flights' }],
  ['orders', [], {}],
])('a name that is none of the known ones: %s of %j', (observed, known, said) => {
  expect(misnamed(observed, known)).toEqual({ observed, ...said });
});

test('of names that are too many to tell, the probable one', () => {
  expect(probably('flihgts', ['flights', 'weather'])).toEqual({ remedy: 'Did you mean `flights`?' });
  expect(probably('orders', ['flights'])).toEqual({});
});
