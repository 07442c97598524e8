import type { Plan, PlannedColumn } from './plan.ts';

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** The text of a SQL query that makes features from a row's own columns. Missing values are filled in. */
export function featuresText({ columns, key, time }: Plan): string {
  const others = columns.filter(({ given }) => given !== key.given && given !== time.given);
  const made = others.map((column) => ({ column, features: featuresOf(column) }));
  const left = made
    .filter(({ features }) => features.length === 0)
    .map(({ column }) => `--   ${column.name}: ${column.type}, ${column.distinct} different values`);
  const clock = [
    `(hour(${time.name}) * 60 + minute(${time.name}))::FLOAT AS minute_of_day`,
    `isodow(${time.name})::FLOAT AS day_of_week`,
  ];
  const features = [...made.flatMap(({ features: own }) => own), ...clock];
  return `-- The features of each row at its time, one row per ${key.name}; all FLOAT, and none is null. Yours to change: docs/use/features.md.
-- Read only what is known at that time: the model gate's \`leakage\` looks for columns of later rows, but a column that is filled
-- in afterwards (a closing date, a final amount) it cannot tell from others. Take such columns out.
${left.length > 0 ? `-- Left out, for they are no numbers and no codes of few values:\n${left.join('\n')}\n` : ''}SELECT
  ${[key.name, ...features].join(',\n  ')}
FROM entities
`;
}

function featuresOf({ name, type, nulls, distinct, values }: PlannedColumn): string[] {
  const missing = nulls > 0 ? [`(${name} IS NULL)::INTEGER::FLOAT AS ${name}_missing`] : [];
  if (distinct < 2) return [];
  if (type === 'integer' || type === 'number') return [`coalesce(${name}, 0)::FLOAT AS ${name}`, ...missing];
  if (type === 'boolean') return [`coalesce(${name}, false)::INTEGER::FLOAT AS ${name}`, ...missing];
  // A code has no size that a model could use, so each value becomes a column of 0 and 1.
  if (type === 'string' && values && values.length <= 12)
    return values.map((value, i) => `(coalesce(${name}, '') = ${text(value)})::INTEGER::FLOAT AS ${name}_${i + 1}`);
  return [];
}
