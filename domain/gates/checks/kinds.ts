import type { CheckName } from '#contracts/check.ts';
import { command } from './command.ts';
import { compare } from './compare.ts';
import { completeness } from './completeness.ts';
import { custom } from './custom.ts';
import { dateFormat } from './date-format.ts';
import { drift } from './drift.ts';
import { features } from './features.ts';
import { foreignKey } from './foreign-key.ts';
import { freshness } from './freshness.ts';
import type { KindOf } from './kind.ts';
import { manifest } from './manifest.ts';
import { mean } from './mean.ts';
import { monotonic } from './monotonic.ts';
import { nullRate } from './null-rate.ts';
import { outliers } from './outliers.ts';
import { pattern } from './pattern.ts';
import { quantile } from './quantile.ts';
import { range } from './range.ts';
import { rowCount } from './row-count.ts';
import { schema } from './schema.ts';
import { set } from './set.ts';
import { sql } from './sql.ts';
import { sum } from './sum.ts';
import { unique } from './unique.ts';

/** Every kind of check by its name. */
export const kinds: { readonly [Name in CheckName]: KindOf<Name> } = {
  schema,
  rowCount,
  nullRate,
  unique,
  range,
  set,
  pattern,
  dateFormat,
  compare,
  drift,
  foreignKey,
  completeness,
  outliers,
  sum,
  mean,
  quantile,
  monotonic,
  freshness,
  features,
  manifest,
  sql,
  command,
  custom,
};
