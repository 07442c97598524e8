import type { Fate } from '#contracts/ledger.ts';
import type { Change } from './step.ts';

/** Rows that are in and meet a condition get a fate. */
export const giving = (reached: Fate, fate: string, where: string): Change => ({
  select: `* REPLACE (CASE WHEN ${fate} IS NULL AND ${where} THEN '${reached}' ELSE ${fate} END AS ${fate})`,
});
