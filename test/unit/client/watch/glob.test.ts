import { expect, test } from 'vitest';
import { globOf, isHidden } from '#client/watch/glob.ts';

test.each([
  ['**/*.{parquet,csv}', ['a.csv', 'a/b/c.parquet'], ['a.csv.done', 'a.CSV', 'acsv', 'a/b.txt']],
  ['*.csv', ['a.csv', '.csv'], ['a/b.csv']],
  ['day-?/x.csv', ['day-1/x.csv'], ['day-10/x.csv', 'day-//x.csv']],
  ['in/**', ['in/a', 'in/a/b.csv'], ['out/a', 'in']],
  ['a+b(1),2.csv', ['a+b(1),2.csv'], ['aab1,2.csv']],
])('%s', (pattern, matching, others) => {
  const glob = globOf(pattern);
  expect(matching.filter((path) => !glob.test(path))).toEqual([]);
  expect(others.filter((path) => glob.test(path))).toEqual([]);
});

test('names that begin with a dot or an underscore are not data, nor what lies below them', () => {
  expect(['a/.b.csv', '_SUCCESS', '_temporary/0/a.csv', '.x/a.csv'].filter((path) => !isHidden(path))).toEqual([]);
  expect(isHidden('a_b/c.d.csv')).toBe(false);
});
