import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shapeOf } from '#domain/gates/suggest/shape.ts';

describe('the shape of texts', () => {
  test.each([
    [['EWR', 'JFK'], '^[A-Z]{3}$'],
    [['20130501T0015Z-B6649-JFK', '20130502T1215Z-UA12-EWR'], '^\\d{8}T\\d{4}Z-[A-Z]{1,2}\\d{2,4}-[A-Z]{3}$'],
    [['a@b.com', 'cc@dd.org'], '^[a-z]{1,2}@[a-z]{1,2}\\.[a-z]{3}$'],
    [['A+B', 'C+D'], '^[A-Z]\\+[A-Z]$'],
  ])('of %j is %s', (texts, shape) => expect(shapeOf(texts)).toBe(shape));

  test.each([
    ['texts that are built otherwise', ['a-1', '1-a']],
    ['words of any length', ['one', 'three']],
    ['numbers of any length', ['1', '22']],
    ['nothing at all', ['']],
    ['no texts', []],
    ['long prose', ['a b c d e f g h']],
  ])('is none for %s', (_, texts) => expect(shapeOf(texts)).toBeUndefined());

  test('is found in each of them, and is a pattern', () => {
    const piece = fc.oneof(
      fc.stringMatching(/^[A-Z]{1,3}$/),
      fc.stringMatching(/^\d{1,3}$/),
      fc.constantFrom('-', '.', '(', '[', '/', '🙂'),
    );
    const text = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), (texts) => {
        const shape = shapeOf(texts);
        if (shape === undefined) return;
        for (const each of texts) expect(each).toMatch(new RegExp(shape, 'u'));
      }),
    );
  });
});
