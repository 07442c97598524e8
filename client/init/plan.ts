import { TidegateError } from '#contracts/problem.ts';
import type { ColumnProfile, DataProfile } from '#files/profile/data-profile.ts';

/** The options that a person gave. */
export interface Wanted {
  readonly name: string;
  readonly time: string;
  readonly key: string;
  readonly label?: string;
}

/** A column of the data source. `name` needs no quotes in SQL and YAML; `given` is its name in the files. */
export interface PlannedColumn extends ColumnProfile {
  readonly given: string;
}

/** The choices that all generated files share. */
export interface Plan {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly PlannedColumn[];
  readonly time: PlannedColumn;
  readonly key: PlannedColumn;
  readonly window: {
    readonly size: number;
    readonly offset: number;
    readonly count: number;
    readonly fewest: number;
    readonly median: number;
  };
  /** The time span of the data in milliseconds, rounded up to whole windows. */
  readonly span: number;
  readonly label?: PlannedLabel;
}

export interface PlannedLabel {
  readonly name: string;
  readonly given: string;
  /** The two values of the label as text. The model predicts `positive`. */
  readonly positive: string;
  readonly negative: string;
  readonly share: number;
  readonly missing: number;
}

const minute = 60_000;
const day = 1_440 * minute;
/** 1 January 1970 was a Thursday, so a week that begins on a Monday is offset by four days. */
const monday = 4 * day;

/** The window sizes to choose from, with their offsets, in milliseconds. */
export const grids = [
  ...[1, 5, 15, 60, 360, 1_440].map((minutes) => ({ size: minutes * minute, offset: 0 })),
  { size: 7 * day, offset: monday },
  { size: 28 * day, offset: monday },
];

/** The fewest windows that are enough for training, holding out and a rollout. */
const fewestWindows = 20;

/** Chooses windows and names for a person's data. */
export function planOf(profile: DataProfile, wanted: Wanted): Plan {
  const columns = profile.columns.map((column) => ({ ...column, given: column.name, name: plain(column.name) }));
  const repeated = columns.find(({ name }, i) => columns.findIndex((other) => other.name === name) !== i);
  if (repeated) throw unfit(`two columns would be called ${repeated.name}`, repeated.given);
  const window = [...profile.windows].reverse().find(({ windows }) => windows >= fewestWindows) ?? profile.windows[0];
  const grid = grids.find(({ size }) => size === window?.size);
  if (!window || !grid || window.windows < 5)
    throw unfit('the data span too little time for windows', `${profile.time.max - profile.time.min} ms`);
  const find = (given: string): PlannedColumn => {
    const found = columns.find((column) => column.given === given);
    if (!found) throw unfit(`no column ${given}`, given);
    return found;
  };
  const label = wanted.label === undefined || !profile.label ? undefined : labelOf(find(wanted.label), profile);
  return {
    name: wanted.name,
    rows: profile.rows,
    columns: columns
      .filter(({ given }) => given !== wanted.label)
      .map((column) => (column.given === wanted.time ? { ...column, type: 'timestamp' as const } : column)),
    time: { ...find(wanted.time), type: 'timestamp' },
    key: find(wanted.key),
    window: { ...grid, count: window.windows, fewest: window.fewest, median: window.median },
    span: Math.ceil((profile.time.max - profile.time.min + 1) / grid.size) * grid.size,
    ...(label && { label }),
  };
}

function labelOf(column: PlannedColumn, { label, rows }: DataProfile): PlannedLabel | undefined {
  const [frequent, rare] = label?.values ?? [];
  if (!frequent || !rare) return undefined;
  // For 1 and 0, or true and false, the positive value is 1 or true; otherwise it is the rarer one.
  const byName = ['1', 'true'].includes(frequent.value) ? [rare, frequent] : [frequent, rare];
  const [negative = frequent, positive = rare] = byName;
  const share = positive.rows / (positive.rows + negative.rows);
  const missing = (label?.missing ?? 0) / rows;
  return { name: column.name, given: column.given, positive: positive.value, negative: negative.value, share, missing };
}

/** Makes a name that needs no quotes in SQL, YAML and `asOf`. */
function plain(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name;
  const words = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return /^[a-z_]/.test(words) ? words : `c_${words}`;
}

const unfit = (message: string, observed: string): TidegateError =>
  new TidegateError({ code: 'USAGE', message, path: '--data', observed });
