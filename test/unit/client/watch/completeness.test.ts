import { expect, test } from 'vitest';
import { completenessBy } from '#client/watch/completeness.ts';
import type { Seen } from '#client/watch/places/place.ts';

const seen = (path: string, mark: string, modifiedAt = 0): Seen => ({ path, mark, modifiedAt });
const whole = (found: ReadonlySet<string>): string[] => [...found];

test('a file is whole that has not changed for the whole time, however often one looks', () => {
  const rule = completenessBy({ stableFor: 100 });
  expect(whole(rule.wholeOf([seen('a', '1')], 0))).toEqual([]);
  expect(whole(rule.wholeOf([seen('a', '1')], 99))).toEqual([]);
  expect(whole(rule.wholeOf([seen('a', '2'), seen('b', '1')], 100))).toEqual([]);
  expect(whole(rule.wholeOf([seen('a', '2'), seen('b', '1')], 200))).toEqual(['a', 'b']);
});

test('a file that went away and came back begins anew', () => {
  const rule = completenessBy({ stableFor: 100 });
  rule.wholeOf([seen('a', '1')], 0);
  rule.wholeOf([], 50);
  expect(whole(rule.wholeOf([seen('a', '1')], 120))).toEqual([]);
});

test('a marker is of one file by its ending, or of a folder by its name', () => {
  const one = completenessBy({ marker: '.done' });
  expect(whole(one.wholeOf([seen('x/a', '1'), seen('x/a.done', '1'), seen('x/b', '1')], 0))).toEqual(['x/a']);
  const all = completenessBy({ marker: '_SUCCESS' });
  const inFolders = [seen('x/a', '1'), seen('x/_SUCCESS', '1'), seen('y/a', '1'), seen('b', '1')];
  expect(whole(all.wholeOf(inFolders, 0))).toEqual(['x/a', 'x/_SUCCESS']);
});

test('a marker says nothing of a file that is newer', () => {
  const rule = completenessBy({ marker: '.done' });
  expect(whole(rule.wholeOf([seen('a', '2', 20), seen('a.done', '1', 10)], 0))).toEqual([]);
});
