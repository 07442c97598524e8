import { transformSync } from '@swc/core';
import { expect, test } from 'vitest';
import { sourceLines } from '#test/support/coverage/bundle.ts';

const source = `export const limit: number = 3;

export function f(): number {
  return limit;
}

export function g(): number {
  return limit + 1;
}
`;

function bundled(file: string): string {
  const { code, map = '' } = transformSync(source, {
    filename: file,
    sourceMaps: true,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  });
  const encoded = Buffer.from(map).toString('base64');
  return `${code}\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${encoded}`;
}

/** All of it ran, but the body of one function. */
function rangesOf(bundle: string, idle: string) {
  const begin = bundle.indexOf(`function ${idle}`);
  return [
    { startOffset: 0, endOffset: bundle.length, count: 1 },
    { startOffset: begin, endOffset: bundle.indexOf('}', begin) + 1, count: 0 },
  ];
}

test('lines of a bundle that ran are told by the lines that they were made of, and no others', () => {
  const bundle = bundled('domain/any.ts');
  const [[file, ran = []] = []] = sourceLines(bundle, rangesOf(bundle, 'g'));
  expect(file).toBe('domain/any.ts');
  expect(ran).toEqual(expect.arrayContaining([0, 2, 3]));
  expect(ran).not.toContain(7);
});

test('files that are not counted are left out', () => {
  const bundle = bundled('client/any.ts');
  expect(sourceLines(bundle, rangesOf(bundle, 'g'))).toEqual([]);
});
