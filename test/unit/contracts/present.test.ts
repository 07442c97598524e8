import { expect, test } from 'vitest';
import { present } from '#contracts/present.ts';

test('fields that are undefined are left out, and others stay, null and false too', () => {
  const late: number | undefined = undefined;
  expect(Object.keys(present({ late, name: 'a', none: null, open: false }))).toEqual(['name', 'none', 'open']);
});
