import { describe, expect, test } from 'vitest';
import { linesOfCode, linesRun } from '#test/support/coverage/lines.ts';

describe('lines of code', () => {
  test('are those with something that runs: no types, comments, blank lines or closing brackets', () => {
    const source = `import type { A } from './a.ts';

/** What it is. */
export interface B {
  readonly a: A;
}

export function f(b: B): A {
  // Why.
  return b.a;
}
`;
    expect(linesOfCode(source)).toEqual([7, 9]);
  });

  test('are none of a file of types', () => {
    expect(linesOfCode('export type A = { a: 1 };\n')).toEqual([]);
  });
});

describe('lines that ran', () => {
  const text = 'a();\nif (b) {\n  c();\n}\nd();\n';
  const whole = { startOffset: 0, endOffset: text.length, count: 1 };
  const inner = { startOffset: text.indexOf('{'), endOffset: text.indexOf('}') + 1, count: 0 };

  test('are told by the innermost range that their first sign stands in', () => {
    expect(linesRun(text, [whole, inner]).slice(0, 5)).toEqual([true, true, false, false, true]);
  });

  test('are the same whatever the order of the ranges', () => {
    expect(linesRun(text, [inner, whole])).toEqual(linesRun(text, [whole, inner]));
  });

  test('are none of a script that did not run', () => {
    expect(linesRun(text, [{ ...whole, count: 0 }]).slice(0, 5)).toEqual(new Array(5).fill(false));
  });
});
