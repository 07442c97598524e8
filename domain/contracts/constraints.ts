import type { ContractBreak, ContractProperty } from '#contracts/contract.ts';
import { canonicalJson } from '../digest.ts';

type Json = ContractBreak['before'];

/** A constraint that excludes values which it did not exclude before. */
export interface Narrowing {
  readonly path: string;
  readonly before: Json;
  readonly after: Json;
}

/** The constraints of a column that became narrower. */
export function narrowings(before: ContractProperty, after: ContractProperty): Narrowing[] {
  const [old, next] = [before.logicalTypeOptions ?? {}, after.logicalTypeOptions ?? {}];
  const options = [...new Set([...Object.keys(old), ...Object.keys(next)])].sort().flatMap((name) => {
    const [was, is] = [jsonOf(old[name]), jsonOf(next[name])];
    return isNarrower(name, was, is, [old, next])
      ? [{ path: `logicalTypeOptions.${name}`, before: was, after: is }]
      : [];
  });
  const [values, nextValues] = [validValuesOf(before), validValuesOf(after)];
  const lost = nextValues && (!values || values.some((value) => !nextValues.includes(value)));
  return [
    ...(after.unique === true && before.unique !== true ? [{ path: 'unique', before: false, after: true }] : []),
    ...options,
    ...(lost ? [{ path: 'quality.validValues', before: parsed(values), after: parsed(nextValues) }] : []),
  ];
}

type Options = Readonly<Record<string, unknown>>;

function isNarrower(name: string, was: Json, is: Json, [old, next]: readonly [Options, Options]): boolean {
  switch (name) {
    case 'minimum':
    case 'exclusiveMinimum':
      return isTighter(boundOf(old, 'minimum', 1), boundOf(next, 'minimum', 1), was, is);
    case 'maximum':
    case 'exclusiveMaximum':
      return isTighter(boundOf(old, 'maximum', -1), boundOf(next, 'maximum', -1), was, is);
    case 'minLength':
      return isRaised(was, is, 1);
    case 'maxLength':
      return isRaised(was, is, -1);
    case 'multipleOf':
      return is !== null && !isMultiple(was, is);
    case 'format':
      return is !== null && !equal(was, is) && !(wider[String(was)] ?? []).includes(String(is));
    default:
      // `pattern`, a time zone and whatever ODCS may add: whether one includes another cannot be told in general.
      return is !== null && !equal(was, is);
  }
}

/** Formats of numbers that hold every value of another one exactly. */
const wider: Readonly<Record<string, readonly string[]>> = {
  i32: ['i64', 'f64'],
  u32: ['u64', 'i64', 'f64'],
  f32: ['f64'],
};

/** A limit of values, larger where it is tighter; at one value the exclusive one is tighter. */
interface Bound {
  readonly value: number;
  readonly exclusive: boolean;
}

/** The limit that `minimum` and `exclusiveMinimum` make together: ODCS 3.0 has a flag for the second, 3.1 a limit of its own. */
function boundOf(options: Options, name: 'minimum' | 'maximum', sign: 1 | -1): Bound | undefined | 'unclear' {
  const limit = options[name];
  const exclusive = options[name === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum'];
  const bounds: Bound[] = [];
  for (const [value, isExclusive] of [
    [limit, exclusive === true],
    [typeof exclusive === 'boolean' ? undefined : exclusive, true],
  ] as const) {
    if (value === undefined || value === null) continue;
    const number = typeof value === 'number' ? value : instantOf(String(value));
    if (!Number.isFinite(number)) return 'unclear';
    bounds.push({ value: sign * number, exclusive: isExclusive });
  }
  return bounds.reduce<Bound | undefined>((a, b) => (a === undefined || exceeds(b, a) ? b : a), undefined);
}

/** Times without an offset are UTC, whatever zone the machine is in. */
const instantOf = (text: string): number => Date.parse(/T[\d:.]+$/.test(text) ? `${text}Z` : text);

const exceeds = (a: Bound, b: Bound): boolean =>
  a.value > b.value || (a.value === b.value && a.exclusive && !b.exclusive);

function isTighter(
  was: ReturnType<typeof boundOf>,
  is: ReturnType<typeof boundOf>,
  before: Json,
  after: Json,
): boolean {
  // What is not the option at hand changed nothing of it.
  if (equal(before, after) || is === undefined) return false;
  if (is === 'unclear' || was === 'unclear') return true;
  return was === undefined || exceeds(is, was);
}

function isRaised(was: Json, is: Json, sign: 1 | -1): boolean {
  if (is === null || equal(was, is)) return false;
  return typeof was !== 'number' || typeof is !== 'number' || sign * is > sign * was;
}

/** Whether multiples of `was` are multiples of `is`; only whole numbers divide exactly. */
const isMultiple = (was: Json, is: Json): boolean =>
  equal(was, is) || (Number.isInteger(was) && Number.isInteger(is) && Number(was) % Number(is) === 0);

/** The values that all rules together allow, as canonical JSON; undefined where no rule lists any. */
function validValuesOf({ quality = [] }: ContractProperty): string[] | undefined {
  const lists = quality.flatMap((rule) => {
    const { arguments: given } = rule;
    const listed =
      rule.validValues ??
      (typeof given === 'object' && given !== null && 'validValues' in given ? given.validValues : undefined);
    return Array.isArray(listed) ? [new Set(listed.map((value) => canonicalJson(value)))] : [];
  });
  const [first, ...others] = lists;
  return first && [...first].filter((value) => others.every((list) => list.has(value))).sort();
}

const parsed = (values: readonly string[] | undefined): Json => values?.map((value): Json => JSON.parse(value)) ?? null;

const equal = (a: Json, b: Json): boolean => canonicalJson(a) === canonicalJson(b);

/** A part of a document that was read from YAML; null where it is absent. */
const jsonOf = (value: unknown): Json => (value === undefined ? null : JSON.parse(canonicalJson(value)));
