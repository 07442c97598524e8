import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Session } from '#activities/duckdb/session.ts';
import { Unanswerable } from '#activities/engine/engine.ts';
import { expressionSql } from '#activities/panes/expression-sql.ts';
import { parseExpression } from '#domain/gates/expression/parse.ts';
import type { Expression } from '#domain/gates/expression/tree.ts';
import { expressions } from '#test/support/data/expressions.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

/** One row of the usual, and rows of the greatest, the least, what is no number, and nothing. */
const table = `(SELECT * FROM (VALUES
  (7::BIGINT, 3::SMALLINT, 18446744073709551615::UBIGINT, 2.50::DECIMAL(38,20), 2.5::DOUBLE, 0.1::FLOAT, ' Ab ', true,
   TIMESTAMP '2013-05-01 06:00:00', DATE '2013-05-01', TIMESTAMPTZ '2013-05-01 06:00:00+00', [1]),
  (9223372036854775807, 32767, 0, 999999999999999999, 'inf', '-inf', '2013-05-02', false, 'infinity', 'infinity', NULL, []),
  (-9223372036854775808, -32768, 1, -999999999999999999, 'nan', 'nan', '', NULL, NULL, NULL, NULL, NULL),
  (0, 0, 0, 0, 0, -0.0, '0', true, '1970-01-01', '1970-01-01', '1970-01-01', NULL),
  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
) AS given("big", "small", "unsigned", "exact.one", "; drop", "single", "🙂", "flag", "at", "day", "zoned", "list"))`;
const names = ['big', 'small', 'unsigned', 'exact.one', '; drop', 'single', '🙂', 'flag', 'at', 'day', 'zoned', 'list'];

const treeOf = (text: string): Expression => {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problems.message}`);
  return parsed.value;
};

const values = async (session: Session, tree: Expression) => {
  const { sql } = expressionSql(tree, await session.describe(`SELECT * FROM ${table}`));
  return (await session.texts(`SELECT ${sql} FROM ${table}`)).map(([value]) => value);
};
/** What an expression gives for the rows in order: the usual, the greatest, the least, zero, nothing. */
const given = (text: string) => bench.database.use((session) => values(session, treeOf(text)));

describe('the SQL of an expression', () => {
  test.each([
    // Whole numbers do not overflow, and divide as doubles.
    ['big + 1', ['8', null, '-9223372036854775807', '1', null]],
    ['-big', ['-7', '-9223372036854775807', null, '0', null]],
    ['abs(small - 4)', ['1', '32763', '32772', '4', null]],
    ['big / small', ['2.3333333333333335', '281483566907400', '281474976710656', null, null]],
    ['big % small', ['1', '7', '0', null, null]],
    ['unsigned - 1', ['18446744073709551614', '-1', '0', '-1', null]],
    ['round(big, -1)', ['10', null, null, '0', null]],
    ['9223372036854775807 = big', ['false', 'true', 'false', 'false', null]],
    ['0.1 + 0.2 = 0.3', ['true', 'true', 'true', 'true', 'true']],
    // What is not finite is no result, and not-a-number compares with nothing.
    ['"; drop" * 2', ['5', null, null, '0', null]],
    ['1 / "; drop"', ['0.4', '0', null, null, null]],
    ['"; drop" > 1', ['true', 'true', 'false', 'false', null]],
    ['"; drop" = "; drop"', ['true', 'true', 'false', 'true', null]],
    ['"; drop" != "; drop"', ['false', 'false', 'true', 'false', null]],
    ['single = 0', ['false', 'false', 'false', 'true', null]],
    ['"exact.one" * "exact.one"', ['6.25', '1e+36', '1e+36', '0', null]],
    ['round("exact.one", 0) < "; drop"', ['false', 'true', 'false', 'false', null]],
    // Texts, and texts beside times.
    ['trim("🙂")', ['Ab', '2013-05-02', '', '0', null]],
    ['upper("🙂")', [' AB ', '2013-05-02', '', '0', null]],
    ['length("🙂")', ['4', '10', '0', '1', null]],
    ["at < '2013-05-01T08:00:01+02:00'", ['true', 'false', null, 'true', null]],
    ["day = '2013-05-01'", ['true', 'false', null, 'false', null]],
    ["zoned = '2013-05-01T06:00Z'", ['true', null, null, 'false', null]],
    ['at > "🙂"', [null, 'true', null, null, null]],
    ["at < 'tomorrow'", [null, null, null, null, null]],
    // Three-valued logic.
    ['flag and null', [null, 'false', null, null, null]],
    ['flag or null', ['true', null, null, 'true', null]],
    ['not flag', ['false', 'true', null, 'false', null]],
    ['flag is null', ['false', 'false', 'true', 'false', 'true']],
    ['list is not null', ['true', 'true', 'false', 'false', 'false']],
    ['null = null', [null, null, null, null, null]],
    // Of several values.
    ['coalesce(flag, false)', ['true', 'false', 'false', 'true', 'false']],
    ['coalesce(big + 1, 0.5)', ['8.0', '0.5', '-9223372036854775807.0', '1.0', '0.5']],
    ['least(big, 5, null)', ['5', '5', '-9223372036854775808', '0', '5']],
    ['greatest(small, 2.5)', ['3.0', '32767.0', '2.5', '2.5', '2.5']],
    ['floor("; drop")', ['2', 'Infinity', 'NaN', '0', null]],
    ['ceil("exact.one")', ['3', '999999999999999999', '-999999999999999999', '0', null]],
  ])('%s', async (text, expected) => expect(await given(text)).toEqual(expected));

  it.each([
    'big + "🙂"',
    'flag and big',
    'upper(big)',
    'list = list',
    'flag < 1',
    'at = 5',
    'abs(flag)',
    'Big = 1',
    'nowhere',
  ])('%s cannot be asked', async (text) => {
    await expect(given(text)).rejects.toThrow(Unanswerable);
  });

  it('fails on no row, whatever the expression', async () => {
    const rooted = expressions.map((tree) => withColumns(tree));
    let asked = 0;
    await bench.database.use(async (session) => {
      await fc.assert(
        fc.asyncProperty(rooted, async (tree) => {
          try {
            expect(await values(session, tree)).toHaveLength(5);
            asked += 1;
          } catch (fault) {
            if (!(fault instanceof Unanswerable)) throw fault;
          }
        }),
        { numRuns: 400 },
      );
    });
    expect(asked).toBeGreaterThan(50);
  });
});

/** Columns of the table in place of others, by their names' lengths. */
function withColumns(tree: Expression): Expression {
  switch (tree.kind) {
    case 'column':
      return { kind: 'column', name: names[tree.name.length % names.length] ?? 'big' };
    case 'and':
    case 'or':
    case 'call':
      return { ...tree, of: tree.of.map(withColumns) };
    case 'arithmetic':
    case 'comparison':
      return { ...tree, left: withColumns(tree.left), right: withColumns(tree.right) };
    case 'negated':
    case 'not':
    case 'isNull':
      return { ...tree, of: withColumns(tree.of) };
    default:
      return tree;
  }
}
