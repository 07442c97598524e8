import type { Remediation } from '#contracts/remediation.ts';
import { ofStep } from '#domain/gates/remediation.ts';
import { Unanswerable } from '../../engine/engine.ts';
import { cast } from './cast.ts';
import { clip } from './clip.ts';
import { deduplicate } from './deduplicate.ts';
import { derive } from './derive.ts';
import { dropRows } from './drop-rows.ts';
import { impute } from './impute.ts';
import { rename } from './rename.ts';
import type { Change, Rows, Surroundings } from './step.ts';

/** The change that a declared step makes to rows; undefined if it changes nothing, or cannot be applied to their columns. */
export async function changeBy(
  remediation: Remediation,
  rows: Rows,
  surroundings: Surroundings,
): Promise<Change | undefined> {
  try {
    return await ofStep<Promise<Change | undefined>>(remediation, {
      deduplicate: async (options) => deduplicate(options, rows, surroundings),
      dropRows: async (options) => dropRows(options, rows, surroundings),
      cast: async (options) => cast(options, rows, surroundings),
      impute: async (options) => impute(options, rows, surroundings),
      clip: async (options) => clip(options, rows, surroundings),
      rename: async (options) => rename(options, rows, surroundings),
      derive: async (options) => derive(options, rows, surroundings),
    });
  } catch (fault) {
    if (fault instanceof Unanswerable) return undefined;
    throw fault;
  }
}
