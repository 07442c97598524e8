import type { Digest } from '#contracts/digest.ts';
import type { Measure } from '#contracts/measure.ts';
import { countOf, isCount } from './counts.ts';
import { type Cut, countsOfCut, cutByDecile, cutByWidth } from './drift/bins.ts';
import type { Compared } from './drift/drift.ts';
import { sampleCounts, sampleOf } from './drift/sample.ts';
import { type Count, type Relation, Unanswerable } from './engine.ts';

type Drift = Extract<Measure, { kind: 'drift' }>;

/** What a measure of a single table counts, as far as that is known in advance. */
export function countsOf(measure: Measure): Count[] {
  if (isCount(measure)) return [countOf(measure)];
  const isOfNumbers = measure.kind === 'outliers' || measure.kind === 'total' || measure.kind === 'quantile';
  return isOfNumbers ? sampleCounts(measure.column) : [];
}

/** A table beside what it is compared with. */
export type Sides = Omit<Compared, 'column'>;

/** Attaches both sides by the digest of the reference. */
type Beside = (reference: Digest, work: (sides: Sides) => Promise<Count[]>) => Promise<Count[]>;

/**
 * What measures of drift will count of the current side, so that one pass counts it with all else; what they will count of the
 * reference is counted here. If this is not possible, nothing is foreseen, and the measure itself reports why.
 */
export async function foreseenOfDrift(measures: readonly Measure[], beside: Beside): Promise<Count[]> {
  const drifts = measures.filter((measure) => measure.kind === 'drift');
  const counts: Count[] = [];
  for (const digest of new Set(drifts.map(({ reference }) => reference))) {
    const own = drifts.filter(({ reference }) => reference === digest);
    counts.push(...(await unlessUnanswerable(() => beside(digest, (sides) => foreseenBeside(own, sides)), [])));
  }
  return counts;
}

async function foreseenBeside(drifts: readonly Drift[], { reference, current }: Sides): Promise<Count[]> {
  const samples = drifts.flatMap(({ column }) => sampleCounts(column));
  await reference.scan(samples);
  const cuts: Count[] = [];
  for (const drift of drifts) {
    const cut = await unlessUnanswerable(() => cutOf(drift, reference, current), undefined);
    if (cut) cuts.push(...countsOfCut(cut, drift.column));
  }
  await reference.scan(cuts);
  return [...samples, ...cuts];
}

/** The bins into which a measure will divide the values of a column of numbers, as far as the reference determines them. */
async function cutOf({ method, column }: Drift, reference: Relation, current: Relation): Promise<Cut | undefined> {
  const sample = await sampleOf(reference, column);
  if (!sample.numeric || sample.values === 0 || sample.nan > 0) return undefined;
  if (method === 'psi') return cutByDecile(sample);
  return method === 'jensenShannon' ? cutByWidth(column, reference, current) : undefined;
}

async function unlessUnanswerable<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await ask();
  } catch (fault) {
    if (fault instanceof Unanswerable) return otherwise;
    throw fault;
  }
}
