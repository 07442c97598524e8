import type { DriftMethod } from '#contracts/checks/drift.ts';
import type { Code } from '#contracts/codes.ts';
import type { Drifted } from '#contracts/measure.ts';
import { chiSquared } from '#domain/statistics/chi-squared.ts';
import { jensenShannon } from '#domain/statistics/jensen-shannon.ts';
import { createKs } from '#domain/statistics/ks.ts';
import { psi } from '#domain/statistics/psi.ts';
import { createWasserstein } from '#domain/statistics/wasserstein.ts';
import { type GroupsOfBoth, type Relation, Unanswerable } from '../engine.ts';
import { type Bins, binsByCut, cutByDecile, cutByWidth } from './bins.ts';
import { binsByLevel } from './levels.ts';
import { type Sample, sampleOf } from './sample.ts';

/** Two samples of one column, and a way to go through the values of both together. */
export interface Compared {
  readonly reference: Relation;
  readonly current: Relation;
  readonly column: string;
  readonly groupsOfBoth: GroupsOfBoth;
}

/**
 * How far two samples are apart: exact counts by the engine, the statistic by `domain`.
 *
 * @throws Unanswerable with `COLUMN_MISSING`, `COLUMN_TYPE_MISMATCH` or `VALUES_NOT_FINITE` where the data have no answer
 */
export async function measureDrift(method: DriftMethod, compared: Compared): Promise<Drifted> {
  const { column } = compared;
  const [reference, current] = [await sampleOf(compared.reference, column), await sampleOf(compared.current, column)];
  const sizes = {
    rows: current.values,
    referenceRows: reference.values,
    nulls: current.nulls,
    referenceNulls: reference.nulls,
  };
  if (current.values === 0 || reference.values === 0) return sizes;
  if (reference.numeric !== current.numeric) throw new Unanswerable('COLUMN_TYPE_MISMATCH' satisfies Code);
  if (reference.nan + current.nan > 0) throw new Unanswerable('VALUES_NOT_FINITE' satisfies Code);
  const { bins, ...statistic } = await statisticOf(method, reference, current, compared);
  return { ...statistic, ...sizes, ...(bins && { bins }) };
}

type Statistic = Pick<Drifted, 'statistic' | 'pValue' | 'bins'>;

async function statisticOf(
  method: DriftMethod,
  reference: Sample,
  current: Sample,
  { column, groupsOfBoth }: Compared,
): Promise<Statistic> {
  switch (method) {
    case 'psi': {
      const bins = await (reference.numeric
        ? binsByCut(await cutByDecile(reference), reference, current)
        : binsByLevel(reference, current));
      return { statistic: psi(bins.reference, bins.current), bins };
    }
    case 'jensenShannon': {
      if (reference.numeric) finite(reference, current);
      const bins = await (reference.numeric
        ? binsByCut(await cutByWidth(column, reference.relation, current.relation), reference, current)
        : binsByLevel(reference, current));
      return { statistic: jensenShannon(bins.reference, bins.current), bins };
    }
    case 'chiSquared': {
      const bins: Bins = await binsByLevel(reference, current);
      const { statistic, pValue } = chiSquared(bins.reference, bins.current);
      return { statistic, pValue, bins };
    }
    case 'ks': {
      numbers(reference);
      const ks = createKs(reference.values, current.values);
      await groupsOfBoth(column, (_, before, now) => ks.take(before, now));
      return ks.result();
    }
    case 'wasserstein': {
      numbers(reference);
      finite(reference, current);
      const distance = createWasserstein(reference.values, current.values);
      await groupsOfBoth(column, distance.take);
      const statistic = distance.result();
      // The distance is larger than any double, and JSON has no number for that.
      if (!Number.isFinite(statistic)) throw new Unanswerable('VALUES_NOT_FINITE' satisfies Code);
      return { statistic };
    }
  }
}

function numbers({ numeric }: Sample): void {
  if (!numeric) throw new Unanswerable('COLUMN_TYPE_MISMATCH' satisfies Code);
}

function finite(...samples: readonly Sample[]): void {
  if (samples.some(({ infinite }) => infinite > 0)) throw new Unanswerable('VALUES_NOT_FINITE' satisfies Code);
}
