import { identifier } from '../../duckdb/quoting.ts';
import type { Session } from '../../duckdb/session.ts';
import type { EngineColumn } from '../engine.ts';
import { isNumeric } from '../types.ts';
import { mismatch } from './conditions.ts';
import { double } from './constants.ts';

/** How many values may be in memory at once: DuckDB sorts them there, with eight bytes each. */
export interface Bounds {
  /** At most so many values are sorted directly. */
  readonly direct: number;
  /** Otherwise at most so many of the values around the wanted places are sorted. */
  readonly narrowed: number;
  /** The size of the samples from which it is guessed where these values lie. */
  readonly sample: number;
}
const usual: Bounds = { direct: 32_000_000, narrowed: 8_000_000, sample: 500_000 };

/** Values between two others, neither among them, and how many they are. */
interface Range {
  readonly above?: number;
  readonly below?: number;
  readonly count: number;
}

/** A wanted place, counted among the values of a range. */
interface Sought {
  readonly index: number;
  readonly place: number;
  readonly range: Range;
}

/** Places of one range that are so close to each other that they are searched together, between two values. */
interface Cluster {
  readonly range: Range;
  readonly members: readonly Sought[];
  /** Shares of the range's values that are guessed to lie around them. */
  readonly shares: readonly [low: number, high: number];
}

/**
 * Of a numeric column's so many non-null values, as doubles, those at some 0-based places of their ascending order; with `center`,
 * their distances from it.
 *
 * If there are very many values, samples suggest where the wanted ones lie, and counts over all values verify it. So the result
 * does not depend on the samples, and memory not on the number of values.
 *
 * @see R. W. Floyd, R. L. Rivest, Expected Time Bounds for Selection (1975)
 */
export async function orderStatistics(
  session: Session,
  from: string,
  { name, type }: EngineColumn,
  values: number,
  places: readonly number[],
  center?: number,
  bounds: Bounds = usual,
): Promise<string[]> {
  if (!isNumeric(type)) mismatch();
  const column = identifier(name);
  const value = center === undefined ? `${column}::DOUBLE` : `abs(${column}::DOUBLE - ${double(center)})`;
  const rows = `(SELECT ${value} AS v FROM ${from} WHERE ${column} IS NOT NULL)`;
  const found = new Map<number, number>();
  let sought: Sought[] = places.map((place, index) => ({ index, place, range: { count: values } }));
  const settle = ({ index }: Sought, value: number) => void found.set(index, value);
  if (values > bounds.direct)
    for (let guesses = 0; guesses < mostGuesses && heldBy(sought) > bounds.narrowed; guesses += 1)
      sought = await narrowed(session, rows, sought, bounds.sample, settle);
  await sorted(session, rows, sought, settle);
  return places.map((_, index) => String(found.get(index)));
}

/** Each guess normally leaves a hundredth of a range or less. */
const mostGuesses = 40;

const heldBy = (sought: readonly Sought[]): number =>
  [...byRange(sought).keys()].reduce((sum, { count }) => sum + count, 0);

function byRange(sought: readonly Sought[]): Map<Range, Sought[]> {
  const ranges = new Map<string, [Range, Sought[]]>();
  for (const one of sought) {
    const key = `${one.range.above} ${one.range.below}`;
    const [, members] = ranges.get(key) ?? [one.range, []];
    ranges.set(key, [one.range, [...members, one]]);
  }
  return new Map(ranges.values());
}

const within = ({ above, below }: Range): string =>
  [
    ...(above === undefined ? [] : [`v > ${double(above)}`]),
    ...(below === undefined ? [] : [`v < ${double(below)}`]),
  ].join(' AND ') || 'true';

type Settle = (sought: Sought, value: number) => void;

/** Reads off what is sought where all values of its range are sorted. */
async function sorted(session: Session, rows: string, sought: readonly Sought[], settle: Settle): Promise<void> {
  const ranges = [...byRange(sought)];
  if (ranges.length === 0) return;
  const asked = ranges.map(([range, members]) => {
    // Of n values quantile_disc(q) is the one at ceil(n·q) - 1: aiming half a place further, no rounding can reach a neighbour.
    const shares = members.map(({ place }) => (place + 0.5) / range.count);
    return { range, shares };
  });
  const answers = await quantiles(session, rows, asked);
  for (const [i, [, members]] of ranges.entries())
    for (const [j, member] of members.entries()) settle(member, answers[i]?.[j] ?? Number.NaN);
}

async function quantiles(
  session: Session,
  rows: string,
  asked: readonly { readonly range: Range; readonly shares: readonly number[] }[],
): Promise<number[][]> {
  const aggregates = asked.map(
    ({ range, shares }, i) =>
      `quantile_disc(v, [${shares.map((share) => `${share}::DOUBLE`).join(', ')}]) FILTER (WHERE ${within(range)}) AS r${i}`,
  );
  const [row = {}] = await session.rows(`SELECT ${aggregates.join(', ')} FROM ${rows}`);
  return asked.map((_, i) => {
    const answer = row[`r${i}`];
    return Array.isArray(answer) ? answer.map(Number) : [];
  });
}

/** Guesses by a sample between which values each place lies, and counts by all of them on which side of these it does. */
async function narrowed(
  session: Session,
  rows: string,
  sought: readonly Sought[],
  sample: number,
  settle: Settle,
): Promise<Sought[]> {
  const ranges = [...byRange(sought)];
  const chance = Math.min(1, sample / Math.max(...ranges.map(([{ count }]) => count)));
  const clusters = ranges.flatMap(([range, members]) => clustered(range, members, range.count * chance));
  const guesses = await quantiles(session, `${rows} WHERE random() < ${chance}`, clusters);
  const guessed = clusters.map((cluster, i): Cluster | Side => {
    const [low, high] = guesses[i] ?? [];
    // A sample without a value in a range says nothing about it.
    return low === undefined || high === undefined ? cluster : { ...cluster, low, high };
  });
  const sides = guessed.filter((one): one is Side => 'low' in one);
  const counted = await countedBeside(session, rows, sides);
  return [
    ...guessed.flatMap((one) => ('low' in one ? [] : one.members)),
    ...counted.flatMap(([side, beside]) => side.members.flatMap((member) => placed(member, side, beside, settle))),
  ];
}

/** Four standard deviations to either side. */
const deviations = 4;

function clustered(range: Range, members: readonly Sought[], expected: number): Cluster[] {
  const clusters: { range: Range; members: Sought[]; shares: [number, number] }[] = [];
  for (const member of members.toSorted((a, b) => a.place - b.place)) {
    const share = (member.place + 0.5) / range.count;
    const margin = (deviations * Math.sqrt(share * (1 - share) * expected) + 2) / expected;
    const [low, high] = [Math.max(0, share - margin), Math.min(1, share + margin)];
    const last = clusters.at(-1);
    if (last && low <= last.shares[1]) {
      last.members.push(member);
      last.shares[1] = Math.max(high, last.shares[1]);
    } else clusters.push({ range, members: [member], shares: [low, high] });
  }
  return clusters;
}

/** Two values, one on either side of what is sought as it was guessed. */
interface Side extends Cluster {
  readonly low: number;
  readonly high: number;
}

/** How many values of the range are below the low one, up to it, below the high one, and up to that. */
type Beside = readonly [belowLow: number, toLow: number, belowHigh: number, toHigh: number];

async function countedBeside(session: Session, rows: string, sides: readonly Side[]): Promise<[Side, Beside][]> {
  if (sides.length === 0) return [];
  const count = (range: Range, condition: string) => `count(*) FILTER (WHERE ${within(range)} AND ${condition})`;
  const counts = sides.flatMap(({ range, low, high }) =>
    [`v < ${double(low)}`, `v <= ${double(low)}`, `v < ${double(high)}`, `v <= ${double(high)}`].map((condition) =>
      count(range, condition),
    ),
  );
  const [row = []] = await session.texts(`SELECT ${counts.join(', ')} FROM ${rows}`);
  return sides.map((side, i) => {
    const at = (j: number) => Number(row[4 * i + j]);
    return [side, [at(0), at(1), at(2), at(3)]];
  });
}

/** The place within what is left of its range; none where it has one of the two values. */
function placed(
  sought: Sought,
  { range, low, high }: Side,
  [belowLow, toLow, belowHigh, toHigh]: Beside,
  settle: Settle,
): Sought[] {
  const { place } = sought;
  const { above, below, count } = range;
  const left = (from: number, to: number, more: Omit<Range, 'count'>): Sought[] => [
    { ...sought, place: place - from, range: { ...more, count: to - from } },
  ];
  if (place < belowLow) return left(0, belowLow, { ...(above !== undefined && { above }), below: low });
  if (place < toLow) return settled(sought, low, settle);
  if (place < belowHigh) return left(toLow, belowHigh, { above: low, below: high });
  if (place < toHigh) return settled(sought, high, settle);
  return left(toHigh, count, { above: high, ...(below !== undefined && { below }) });
}

function settled(sought: Sought, value: number, settle: Settle): [] {
  settle(sought, value);
  return [];
}
