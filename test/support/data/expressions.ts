import fc from 'fast-check';
import { operators } from '#contracts/checks/rows.ts';
import { type Expression, type FunctionName, functions, isFunction } from '#domain/gates/expression/tree.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((value) => !value.includes('\0'));
const name = fc
  .oneof(fc.constantFrom('a', 'distance', '"; drop', 'with.dot', '🙂', 'null', 'é', 'round'), text)
  .filter((value) => value !== '');
const digits = fc.oneof(
  fc.nat().map(String),
  fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `${a}.${b}`),
  fc.tuple(fc.nat(), fc.integer({ min: -30, max: 30 })).map(([a, e]) => `${a}e${e}`),
);

const names = Object.keys(functions).filter(isFunction);

/** Expressions of a few levels, of every kind. */
export const expressions: fc.Arbitrary<Expression> = fc.letrec<{ tree: Expression; leaf: Expression }>((tie) => ({
  leaf: fc.oneof(
    digits.map((value): Expression => ({ kind: 'number', digits: value })),
    text.map((value): Expression => ({ kind: 'text', text: value })),
    fc.boolean().map((value): Expression => ({ kind: 'truth', value })),
    fc.constant<Expression>({ kind: 'null' }),
    name.map((value): Expression => ({ kind: 'column', name: value })),
  ),
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('leaf'),
    fc
      .constantFrom('negated' as const, 'not' as const)
      .chain((kind) => tie('tree').map((of): Expression => ({ kind, of }))),
    fc.tuple(tie('tree'), fc.boolean()).map(([of, expected]): Expression => ({ kind: 'isNull', of, expected })),
    fc
      .tuple(fc.constantFrom('+', '-', '*', '/', '%'), tie('tree'), tie('tree'))
      .map(([operator, left, right]): Expression => ({ kind: 'arithmetic', operator, left, right })),
    fc
      .tuple(fc.constantFrom(...operators), tie('tree'), tie('tree'))
      .map(([operator, left, right]): Expression => ({ kind: 'comparison', operator, left, right })),
    fc
      .tuple(fc.constantFrom('and', 'or'), fc.array(tie('tree'), { minLength: 2, maxLength: 4 }))
      .map(([kind, of]): Expression => ({ kind, of })),
    fc.constantFrom(...names).chain((called) => calls(called, tie('tree'))),
  ),
})).tree;

function calls(called: FunctionName, argument: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> {
  const [least, most] = functions[called];
  const given =
    called === 'round'
      ? fc
          .tuple(argument, fc.option(fc.integer({ min: 0, max: 15 }), { nil: undefined }))
          .map(([of, places]): Expression[] => [
            of,
            ...(places === undefined ? [] : [{ kind: 'number' as const, digits: String(places) }]),
          ])
      : fc.array(argument, { minLength: least, maxLength: Math.min(most, 4) });
  return given.map((of): Expression => ({ kind: 'call', name: called, of }));
}
