import type { Column } from '#contracts/contract.ts';
import { misnamed } from '#contracts/misnamed.ts';
import type { RefusedEvent } from '#contracts/refused-event.ts';
import type { GivenRow, GivenRows } from './read.ts';
import { type Given, instantIn, jsonOf, shown } from './value.ts';

/** What a source's rows must look like. */
export interface RowShape {
  readonly columns: readonly Column[];
  /** The column that holds the event time. */
  readonly eventTime: string;
}

/** The rows of a request that fit the contract, as lines of NDJSON, and the refused ones with their index. */
export interface AdmittedRows {
  readonly lines: readonly string[];
  /**
   * The earliest and the latest event time, both inclusive, in epoch milliseconds. Without rows they are `Infinity` and
   * `-Infinity`.
   */
  readonly minTime: number;
  readonly maxTime: number;
  readonly refused: readonly RefusedEvent[];
}

type Fault = Pick<RefusedEvent, 'detail' | 'path' | 'observed' | 'expected' | 'remedy'>;
type Admitted = { readonly line: string; readonly time: number } | Fault;

/**
 * Checks each row on its own. Refuses a row with a column that the contract lacks, because it would add that column to
 * every row of the batch.
 */
export function admitRows({ rows, from }: GivenRows, shape: RowShape): AdmittedRows {
  const lines: string[] = [];
  const refused: RefusedEvent[] = [];
  let minTime = Number.POSITIVE_INFINITY;
  let maxTime = Number.NEGATIVE_INFINITY;
  for (const [index, row] of rows.entries()) {
    const admitted = admitRow(row, from, shape);
    if ('line' in admitted) {
      lines.push(admitted.line);
      minTime = Math.min(minTime, admitted.time);
      maxTime = Math.max(maxTime, admitted.time);
    } else refused.push({ index, code: 'ROW_MALFORMED', ...admitted });
  }
  return { lines, minTime, maxTime, refused };
}

function admitRow(row: GivenRow, from: GivenRows['from'], { columns, eventTime }: RowShape): Admitted {
  if ('fault' in row) return { detail: `the row cannot be read: ${row.fault}` };
  const names = columns.map(({ name }) => name);
  const unknown = [...row.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined) return columnUnknown(unknown, names);
  const members: string[] = [];
  for (const column of columns) {
    const given = row.get(column.name);
    const json = jsonOf(given, column, from);
    if (json === undefined) return valueUnfit(column, given);
    members.push(`${JSON.stringify(column.name)}:${json}`);
  }
  const time = instantIn(row.get(eventTime))?.ms;
  if (time === undefined) {
    const expected = 'a timestamp';
    return { detail: `the row has no event time in \`${eventTime}\``, path: eventTime, observed: 'nothing', expected };
  }
  return { line: `{${members.join(',')}}`, time };
}

function columnUnknown(name: string, names: readonly string[]): Fault {
  const { observed: path, ...known } = misnamed(name.slice(0, 100), names);
  return { detail: `the contract has no column \`${path}\``, path, ...known };
}

const valueUnfit = ({ name, type }: Column, given: Given): Fault => ({
  detail: `\`${name}\` is no ${type}`,
  path: name,
  observed: shown(given),
  expected: type,
});
