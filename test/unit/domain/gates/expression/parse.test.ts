import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { mostDepth, parseExpression } from '#domain/gates/expression/parse.ts';
import { columnsIn, depthOf, type Expression } from '#domain/gates/expression/tree.ts';
import { expressions } from '#test/support/data/expressions.ts';
import { print } from './print.ts';

const treeOf = (text: string): Expression => {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problems.message}`);
  return parsed.value;
};
const faultOf = (text: string) => {
  const parsed = parseExpression(text);
  return parsed.ok ? undefined : [parsed.problems.character, parsed.problems.message];
};
const printed = (text: string) => print(treeOf(text));

describe('an expression', () => {
  it('is read back from how it is printed', () => {
    fc.assert(
      fc.property(
        expressions.filter((tree) => depthOf(tree) <= mostDepth && print(tree).length <= 2_000),
        (tree) => {
          expect(parseExpression(print(tree))).toEqual({ ok: true, value: tree });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is a tree of bounded depth, or a fault within the text, whatever it is', () => {
    const words = fc.constantFrom(
      ...[
        '(',
        ')',
        'not ',
        '- ',
        'a',
        '"',
        "'",
        ' and ',
        ' or ',
        ' is ',
        'null',
        '1',
        '.',
        ',',
        'abs(',
        '=',
        '<',
        '🙂',
        '\0',
      ],
    );
    const soup = fc.array(words, { maxLength: 400 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: 'binary', maxLength: 2_100 })), (text) => {
        const parsed = parseExpression(text);
        const [least, found, most] = parsed.ok
          ? [1, depthOf(parsed.value), mostDepth]
          : [1, parsed.problems.character, [...text].length + 1];
        expect(found).toBeGreaterThanOrEqual(least);
        expect(found).toBeLessThanOrEqual(most);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['1 + 2 * 3', '1 + (2 * 3)'],
    ['a - b - c', '("a" - "b") - "c"'],
    ['a - -b', '"a" - (-"b")'],
    ['-a * b', '(-"a") * "b"'],
    ['not a = b and c or d', '((not ("a" = "b")) and "c") or "d"'],
    ['a or b and c', '"a" or ("b" and "c")'],
    ['a and b and c', '"a" and "b" and "c"'],
    ['a + 1 >= b', '("a" + 1) >= "b"'],
    ['a + b IS NOT NULL', '("a" + "b") is not null'],
    ['(a is null) = False', '("a" is null) = false'],
    ["Coalesce(a, NULL, 'it''s')", "coalesce(\"a\", null, 'it''s')"],
    ['round(x, -2) % 7', 'round("x", -2) % 7'],
    ['"a ""b"".c" != Null', '"a ""b"".c" != null'],
    ['round(x, -15)', 'round("x", -15)'],
    ['round(x, 15)', 'round("x", 15)'],
    ['round', '"round"'],
    ['  a\n\t  +   b  ', '"a" + "b"'],
    ['round+a', '"round" + "a"'],
    ['Größe_2 < 1.5e-3', '"Größe_2" < 1.5e-3'],
  ])('%s is %s', (text, meant) => expect(printed(text)).toBe(meant));

  test.each([
    ['', 1, 'expected a value'],
    ['a and', 6, 'expected a value'],
    ['a b', 3, 'expected an operator, or the end'],
    ['a < b < c', 7, 'expected an operator, or the end'],
    ['a <> b', 4, 'expected a value'],
    ['(a', 3, 'expected `)`'],
    ['a is 1', 6, 'expected `null`, or `not null`'],
    ["'🙂' = 'b", 7, "this ' is never closed"],
    ['"a', 1, 'this " is never closed'],
    ['a = ""', 5, 'a column has a name'],
    ['a; drop table x', 2, '`;` has no meaning here'],
    ['a || b', 3, '`|` has no meaning here'],
    ['a\0', 2, 'a NUL has no place in an expression'],
    ['\0', 1, 'a NUL has no place in an expression'],
    ['1e999', 1, 'the number is too large'],
    ['abs(a, b)', 1, '`abs` takes 1 of them, not 2'],
    ['least(a)', 1, '`least` takes 2 to 16 of them, not 1'],
    ['round(a, b)', 1, '`round` takes a whole number of digits from -15 to 15'],
    ['round(a, 16)', 1, '`round` takes a whole number of digits from -15 to 15'],
    ['round(a, 1.5)', 1, '`round` takes a whole number of digits from -15 to 15'],
    ["round(a, '1')", 1, '`round` takes a whole number of digits from -15 to 15'],
    ['round(a, -b)', 1, '`round` takes a whole number of digits from -15 to 15'],
    ['round(a, - -1)', 1, '`round` takes a whole number of digits from -15 to 15'],
    ['round(a, 1 + 1)', 1, '`round` takes a whole number of digits from -15 to 15'],
    ['round(a, -16)', 1, '`round` takes a whole number of digits from -15 to 15'],
    ['and', 1, 'expected a value'],
    ['or', 1, 'expected a value'],
    ['is', 1, 'expected a value'],
    ['a = not', 5, 'expected a value'],
  ])('%s is refused at character %d: %s', (text, character, message) =>
    expect(faultOf(text)).toEqual([character, message]),
  );

  it('names the functions that there are', () => {
    expect(faultOf('1 + sqrt(4)')).toEqual([5, expect.stringContaining('there are abs, round')]);
  });

  it('has a bounded length and depth, of parentheses too', () => {
    const deep = (levels: number) => `${'('.repeat(levels)}a${')'.repeat(levels)}`;
    const sum = (terms: number) => Array(terms).fill('a').join('+');
    expect(treeOf(deep(mostDepth))).toEqual({ kind: 'column', name: 'a' });
    expect(faultOf(deep(mostDepth + 1))).toEqual([mostDepth + 2, 'an expression has at most 64 levels']);
    expect(depthOf(treeOf(sum(mostDepth)))).toBe(mostDepth);
    expect(faultOf(sum(mostDepth + 1))).toEqual([1, 'an expression has at most 64 levels']);
    expect(faultOf(`not ${'not '.repeat(mostDepth)}a`)?.[1]).toBe('an expression has at most 64 levels');
    const besides = Array(mostDepth).fill('(a)').join(' = (a) and ');
    expect(treeOf(`${besides} = (a)`)).toMatchObject({ kind: 'and' });
    expect(treeOf('a'.repeat(2_000))).toMatchObject({ kind: 'column' });
    expect(faultOf(' '.repeat(2_001))).toEqual([2_001, 'an expression has at most 2000 characters']);
  });

  it('tells which columns it reads, each once', () => {
    expect(columnsIn(treeOf('-x + -y'))).toEqual(['x', 'y']);
    expect(columnsIn(treeOf('abs(b) + a > b and (c is null or not "d.e")'))).toEqual(['b', 'a', 'c', 'd.e']);
  });
});
