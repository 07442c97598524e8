import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { z } from 'zod';

const Mean = z.object({ mean: z.number(), error: z.number() });
const numbers = z.array(z.number());

/** What `reference.py` wrote. */
const Reference = z.object({
  normal: z.object({
    quantiles: z.array(z.tuple([z.number(), z.number()])),
    cdf: z.array(z.tuple([z.number(), z.number()])),
  }),
  student: z.object({
    quantiles: z.array(z.tuple([z.number(), z.number(), z.number()])),
    cdf: z.array(z.tuple([z.number(), z.number(), z.number()])),
  }),
  comparisons: z.array(
    z.object({
      name: z.string(),
      labels: numbers,
      candidate: numbers,
      other: numbers,
      auc: z.number(),
      aucError: z.number(),
      aucDifference: Mean,
      logLoss: z.number(),
      brier: z.number(),
      calibrationError: z.number(),
      binRows: numbers,
      logLossDifference: Mean,
    }),
  ),
  drifts: z.array(
    z.object({
      name: z.string(),
      reference: numbers,
      current: numbers,
      edges: numbers,
      counts: z.tuple([numbers, numbers]),
      psi: z.number(),
    }),
  ),
});

export const reference = Reference.parse(JSON.parse(readFileSync(new URL('reference.json', import.meta.url), 'utf8')));

/** Equal to 1e-9, relative for values above one. */
export function expectClose(actual: number | null | undefined, expected: number): void {
  const distance = Math.abs((actual ?? Number.NaN) - expected);
  expect(distance, `${actual} instead of ${expected}`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
}
