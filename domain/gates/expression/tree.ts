import type { operators } from '#contracts/checks/rows.ts';

/** The functions of the language, with the fewest and the most arguments that each takes. */
export const functions = {
  abs: [1, 1],
  /** To so many digits after the point: a whole number that stands there as one. */
  round: [1, 2],
  floor: [1, 1],
  ceil: [1, 1],
  lower: [1, 1],
  upper: [1, 1],
  trim: [1, 1],
  length: [1, 1],
  coalesce: [1, 16],
  least: [2, 16],
  greatest: [2, 16],
} as const satisfies Record<string, readonly [least: number, most: number]>;
export type FunctionName = keyof typeof functions;

export const isFunction = (name: string): name is FunctionName => Object.hasOwn(functions, name);

/** The most digits that `round` takes, on either side of the point. */
export const mostDigits = 15;

export type Comparator = (typeof operators)[number];
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

/** An expression over the columns of a row, without types: which ones a column has is known where the rows are. */
export type Expression =
  /** Digits as they were written: a double would round those of a long key. */
  | { readonly kind: 'number'; readonly digits: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'truth'; readonly value: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'negated'; readonly of: Expression }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'isNull'; readonly of: Expression; readonly expected: boolean }
  | Binary<'arithmetic', ArithmeticOperator>
  | Binary<'comparison', Comparator>
  /** At least two. */
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly of: readonly Expression[] };

interface Binary<Kind extends string, Operator extends string> {
  readonly kind: Kind;
  readonly operator: Operator;
  readonly left: Expression;
  readonly right: Expression;
}

/** The expressions right below one. */
function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'negated':
    case 'not':
    case 'isNull':
      return [expression.of];
    case 'arithmetic':
    case 'comparison':
      return [expression.left, expression.right];
    case 'and':
    case 'or':
    case 'call':
      return expression.of;
    default:
      return [];
  }
}

/** The columns that an expression reads, each once, in order of their first appearance. */
export function columnsIn(expression: Expression): string[] {
  const own = expression.kind === 'column' ? [expression.name] : [];
  return [...new Set([...own, ...partsOf(expression).flatMap(columnsIn)])];
}

/** Levels of an expression; one without parts has one. */
export const depthOf = (expression: Expression): number => 1 + Math.max(0, ...partsOf(expression).map(depthOf));
