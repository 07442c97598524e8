import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayTicks, durationTicks, extent, linear, ticks } from '#audit/report/draw/scale.ts';
import { escaped, html } from '#audit/report/html.ts';

describe('scales', () => {
  it('map ends to ends, and a point without length to the middle', () => {
    const scale = linear([10, 20], [0, 100]);
    expect([scale(10), scale(15), scale(20)]).toEqual([0, 50, 100]);
    expect(linear([5, 5], [0, 100])(5)).toBe(50);
  });

  it.each([
    [[0, 1], 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [[-0.03, 0.03], 4, [-0.02, 0, 0.02]],
    [[0, 97], 5, [0, 20, 40, 60, 80]],
    [[3, 3], 5, [3]],
  ] as const)('tick %j with at most %i steps at round values', (domain, most, expected) => {
    expect(ticks(domain, most)).toEqual(expected);
  });

  it('tick inside their interval, a few times, whatever it is', () => {
    const finite = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(finite, fc.double({ min: 1e-3, max: 1e9, noNaN: true }), (from, length) => {
        const found = ticks([from, from + length], 5);
        expect(found.length).toBeLessThanOrEqual(7);
        for (const tick of found) expect(tick).toBeGreaterThanOrEqual(from - length * 1e-3);
      }),
    );
  });

  it('tick days at midnight, and wall time from zero', () => {
    const day = 86_400_000;
    expect(dayTicks([0.5 * day, 4 * day], 8)).toEqual([day, 2 * day, 3 * day, 4 * day]);
    expect(dayTicks([0, 70 * day], 10)[1]).toBe(7 * day);
    expect(durationTicks(240_000, 6)).toEqual([0, 60_000, 120_000, 180_000, 240_000]);
  });

  it('extend over all finite values', () => {
    expect(extent([3, 1, Number.NaN])).toEqual([1, 3]);
    expect(extent([])).toEqual([0, 1]);
  });
});

describe('markup', () => {
  it('escapes text and attributes, not markup, and leaves nothing out for nothing', () => {
    expect(html`<p title="${`"'`}">${'<&>'}${html`<b>${1}</b>`}${[undefined, false, 'x']}</p>`.html).toBe(
      '<p title="&quot;&#39;">&lt;&amp;&gt;<b>1</b>x</p>',
    );
  });

  it('leaves no character that ends an attribute or begins an element', () => {
    fc.assert(fc.property(fc.string(), (text) => !/[<>"']/.test(escaped(text))));
  });
});
