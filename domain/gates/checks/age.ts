import type { Measure } from '#contracts/measure.ts';
import { formatDuration, formatInstant } from '#contracts/time.ts';
import type { GateContext } from '../context.ts';
import { type Answers, latestOf } from './answers.ts';
import type { Judgement } from './kind.ts';
import { erred, failed, inconclusive, passed } from './verdicts.ts';

interface Question {
  readonly column: string;
  /** Milliseconds. */
  readonly maxAge: number;
  /** Epoch milliseconds; the end of the window where it is left out. */
  readonly asOf?: number | undefined;
}

/** Whether the latest value of a column of times is recent, and not of the future. */
export function findAge(
  { column, maxAge, asOf }: Question,
  measure: Measure,
  answers: Answers,
  context: GateContext,
): Judgement {
  const instant = asOf ?? context.window?.end;
  if (instant === undefined) return { column, ...erred('AS_OF_MISSING') };
  const expected = { maxAge: formatDuration(maxAge), asOf: formatInstant(instant) };
  const latest = latestOf(answers, measure);
  if (latest === undefined) return inconclusive('SAMPLE_TOO_SMALL', { column, observed: {}, expected });
  const age = BigInt(instant) * 1000n - latest;
  const seen = { column, observed: { latest: instantText(latest), ageMs: Number(age) / 1000 }, expected };
  if (age < 0n) return failed('DATA_FROM_FUTURE', seen);
  return age > BigInt(maxAge) * 1000n ? failed('DATA_STALE', seen) : passed(seen);
}

/** Epoch microseconds as RFC 3339 where a year has four digits, else as they are. */
function instantText(us: bigint): string {
  const ms = (us - (((us % 1000n) + 1000n) % 1000n)) / 1000n;
  const written = ms > -62_167_219_200_001n && ms < 253_402_300_800_000n;
  if (!written) return `${us} µs`;
  const text = formatInstant(Number(ms));
  const rest = us - ms * 1000n;
  if (rest === 0n) return text;
  const whole = text.replace(/(?:\.\d+)?Z$/, '');
  const fraction = String(((us % 1_000_000n) + 1_000_000n) % 1_000_000n).padStart(6, '0');
  return `${whole}.${fraction}Z`;
}
