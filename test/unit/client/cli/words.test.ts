import { expect, test } from 'vitest';
import { counted, spanText } from '#client/cli/words.ts';

test('one is one, everything else is many', () => {
  expect([0, 1, 2].map((n) => counted(n, 'batch', 'batches'))).toEqual(['0 batches', '1 batch', '2 batches']);
});

test.each([
  [0, '0ms'],
  [1_500, '1s 500ms'],
  [174_660_000, '2d 31m'],
  [86_399_999, '23h 59m'],
])('%d ms read as %s', (ms, text) => {
  expect(spanText(ms)).toBe(text);
});
