import fc from 'fast-check';
import { expect, it } from 'vitest';
import { edgesFrom, placesFor } from '#activities/engine/deciles.ts';
import { decileEdges } from '#domain/statistics/bins.ts';

it('finds from a few order statistics the deciles that domain finds from all values', () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), (values) => {
      const ascending = values.toSorted((a, b) => a - b);
      const places = placesFor(ascending.length);
      const statistics = new Map(places.map((place) => [place, ascending[place] ?? Number.NaN]));
      expect(places.length).toBeLessThanOrEqual(18);
      expect(edgesFrom(ascending.length, statistics).map(String)).toEqual(decileEdges(values).map(String));
    }),
  );
});
