import { stringify } from 'yaml';
import type { Plan, PlannedColumn } from './plan.ts';

/** The text of the data's contract, with column types and nullability as found in the files. */
export function contractText({ name, columns, key, time, rows }: Plan): string {
  const properties = columns.map((column) =>
    propertyOf(column, { key: column.given === key.given, time: column.given === time.given }),
  );
  return `# What a row of ${name} is, as ${rows} rows showed it. \`required\` is what never was null: make optional what may be one day.
# A later change is compared with what is in force: docs/use/contracts.md says what breaks.
${stringify(document(name, properties), { lineWidth: 0 })}`;
}

/** The text of the labels' contract. Labels arrive in files of their own, later than the data. */
export function labelContractText({ name, key, time, label }: Plan): string {
  const properties = [
    propertyOf(key, { key: true, time: false }),
    propertyOf(time, { key: false, time: true }),
    { name: label?.name, logicalType: 'boolean', required: true, description: `Whether it is ${label?.positive}.` },
    { name: 'known_at', logicalType: 'timestamp', required: true, description: 'When this could first be known, UTC.' },
  ];
  return `# The outcome of each row of ${name}, known later than the row itself; joined by ${key.name}.
${stringify(document(`${name}-labels`, properties), { lineWidth: 0 })}`;
}

const document = (name: string, properties: readonly object[]) => ({
  apiVersion: 'v3.0.2',
  kind: 'DataContract',
  id: name,
  version: '1.0.0',
  status: 'active',
  schema: [{ name, logicalType: 'object', properties }],
});

const propertyOf = ({ name, given, type, nulls }: PlannedColumn, { key, time }: { key: boolean; time: boolean }) => ({
  name,
  logicalType: type,
  required: nulls === 0,
  ...(key && { unique: true, primaryKey: true }),
  ...(time && { description: 'The event time, UTC.' }),
  ...(name !== given && !time && { description: `In the files: ${given}` }),
});
