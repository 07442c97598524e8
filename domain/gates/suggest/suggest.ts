import type { CheckName } from '#contracts/check.ts';
import type { ColumnProfile, TableProfile } from './profile.ts';
import { shapeOf } from './shape.ts';

/** A check that data suggest, as a gate's file writes it, and why. */
export interface Proposal {
  readonly check: Readonly<Partial<Record<CheckName, Readonly<Record<string, unknown>>>>>;
  readonly reason: string;
}

/** How far a column's distribution moved from one window to the next (PSI), in the order of the windows. */
export type Drifts = ReadonlyMap<string, readonly number[]>;

export interface Suggesting {
  readonly data: TableProfile;
  /** Windows before, the oldest first. */
  readonly history: readonly TableProfile[];
  readonly drifts: Drifts;
}

const mostValues = 20;
const fewRows = 20;

/**
 * Proposes checks that the data pass: the columns, how many rows, nulls, keys, bounds, values, shapes, the order of times, and drift where
 * windows before say what is usual. Bounds have a margin, for the next window is not the last one.
 */
export function suggest({ data, history, drifts }: Suggesting): Proposal[] {
  const windows = [...history, data];
  const columns = data.columns.map((column) => ({ column, all: everywhere(column.name, windows) }));
  return [
    ...schemaOf(data),
    rowCountOf(windows),
    ...columns.flatMap(({ column, all }) => nullRateOf(column, all)),
    ...columns.flatMap(({ column, all }) => uniqueOf(column, all, data.rows)),
    ...columns.flatMap(({ column, all }) => rangeOf(column, all)),
    ...columns.flatMap(({ column, all }) => valuesOf(column, all, data.rows)),
    ...orderOf(windows),
    ...columns.flatMap(({ column: { name } }) => driftOf(name, drifts.get(name) ?? [], windows)),
  ];
}

/** A column of a window, and how many rows that has. */
interface Seen extends ColumnProfile {
  readonly rows: number;
}

/** A column in all windows that have it. */
const everywhere = (name: string, windows: readonly TableProfile[]): Seen[] =>
  windows.flatMap(({ columns, rows }) =>
    columns.filter((column) => column.name === name).map((column) => ({ ...column, rows })),
  );

function schemaOf({ columns }: TableProfile): Proposal[] {
  const known = columns.flatMap(({ name, type }) => (type === undefined ? [] : [[name, type] as const]));
  const others = columns.length - known.length;
  if (known.length === 0) return [];
  const extra = others > 0 ? { extra: 'allow' } : {};
  return [
    {
      check: { schema: { columns: Object.fromEntries(known), ...extra } },
      reason: `the data have ${counted(known.length, 'column')}${others > 0 ? `, and ${others} of types that no contract knows` : ''}`,
    },
  ];
}

function rowCountOf(windows: readonly TableProfile[]): Proposal {
  const rows = windows.map((window) => window.rows);
  const [least, most] = [Math.min(...rows), Math.max(...rows)];
  const alone = windows.length === 1;
  const [below, above] = alone ? [0.5, 1.5] : [0.8, 1.25];
  const seen = alone
    ? `there are ${least} rows; half and one and a half times as many`
    : `windows had ${least} to ${most} rows; a fifth below, a quarter above`;
  return { check: { rowCount: { min: Math.floor(least * below), max: Math.ceil(most * above) } }, reason: seen };
}

function nullRateOf({ name }: ColumnProfile, all: readonly Seen[]): Proposal[] {
  const shares = all.map(({ nulls, rows }) => (rows === 0 ? 0 : nulls / rows));
  const most = Math.max(...shares);
  if (most === 0) return [{ check: { nullRate: { column: name, max: 0 } }, reason: 'no value is missing' }];
  if (most >= 0.5) return [];
  const max = Math.min(1, roundedUp(most * 1.5));
  return [
    { check: { nullRate: { column: name, max } }, reason: `up to ${percent(most)} are missing; half as many again` },
  ];
}

function uniqueOf({ name, type }: ColumnProfile, all: readonly ColumnProfile[], rows: number): Proposal[] {
  const isKey = (type === 'string' || type === 'integer') && rows >= fewRows;
  const isUnique = all.every(({ nulls, repeats }) => nulls === 0 && repeats === 0);
  return isKey && isUnique
    ? [{ check: { unique: { columns: [name] } }, reason: 'no value comes twice, and none is missing' }]
    : [];
}

function rangeOf({ name, type }: ColumnProfile, all: readonly ColumnProfile[]): Proposal[] {
  if (type !== 'integer' && type !== 'number') return [];
  // Consecutive numbers, such as ids, outgrow any range.
  if (type === 'integer' && all.every(({ repeats }) => repeats === 0)) return [];
  const bounds = all.map(({ extremes }) => extremes);
  if (bounds.some((bound) => bound === undefined)) return [];
  const known = bounds.flatMap((bound) => bound ?? []);
  const [least, greatest] = [Math.min(...known), Math.max(...known)];
  const margin = (greatest - least) / 2;
  const min = least >= 0 ? 0 : -roundedUp(margin - least);
  const max = greatest <= 0 ? 0 : roundedUp(greatest + margin);
  // Near the end of the doubles there is no room for a margin.
  if (!Number.isFinite(min) || !Number.isFinite(max)) return [];
  return [
    {
      check: { range: { column: name, min, max } },
      reason: `values lie from ${least} to ${greatest}; half of that span beyond, and never below 0 where none is`,
    },
  ];
}

function valuesOf({ name, type }: ColumnProfile, all: readonly ColumnProfile[], rows: number): Proposal[] {
  if (type !== 'string') return [];
  const found = all.flatMap(({ values }) => values ?? []);
  const values = [...new Set(found.flatMap(({ first }) => first))].sort();
  if (values.length === 0 || rows < fewRows) return [];
  const areFew = found.length === all.length && found.every((each) => each.all) && values.length <= mostValues;
  if (areFew && rows >= 5 * values.length)
    return [
      {
        check: { set: { column: name, values, severity: 'warn' } },
        reason: `there are ${counted(values.length, 'value')}; a new one is worth a warning, but no error`,
      },
    ];
  const pattern = values.length >= fewRows ? shapeOf(values) : undefined;
  return pattern === undefined
    ? []
    : [{ check: { pattern: { column: name, pattern } }, reason: 'all that were looked at have this shape' }];
}

function orderOf(windows: readonly TableProfile[]): Proposal[] {
  const [first, ...others] = windows.map(({ ordered }) => ordered);
  const always = (first ?? []).filter(([left, right]) =>
    others.every((ordered) => ordered.some(([l, r]) => l === left && r === right)),
  );
  return always.map(([left, right]) => ({
    check: { compare: { left, operator: '<=', right } },
    reason: 'it is so in every row that has both',
  }));
}

/** A distribution that is at home below this moves by chance. */
const leastDrift = 0.1;

function driftOf(name: string, drifts: readonly number[], windows: readonly TableProfile[]): Proposal[] {
  if (drifts.length === 0) return [];
  const most = Math.max(...drifts);
  const max = Math.max(leastDrift, roundedUp(most * 1.5));
  const minRows = Math.min(100, ...windows.map(({ rows }) => Math.max(1, rows)));
  return [
    {
      check: { drift: { column: name, method: 'psi', max, minRows, severity: 'warn' } },
      reason: `from window to window it moved by up to ${roundedUp(most)}; half as much again, and 0.1 at least`,
    },
  ];
}

/** To two significant digits, of a number above zero the next above; what rounding alone made more of it does not count. */
export function roundedUp(value: number): number {
  if (value <= 0) return 0;
  const nearest = Number(value.toPrecision(2));
  if (nearest >= value * (1 - 1e-12)) return nearest;
  return Number((nearest + 10 ** (Math.floor(Math.log10(value)) - 1)).toPrecision(2));
}

const percent = (share: number): string => `${roundedUp(share * 100)} %`;
const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
