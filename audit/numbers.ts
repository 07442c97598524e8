import type { Choice } from '#contracts/decision.ts';
import { formatInstant } from '#contracts/time.ts';

/** Names of numbers that are event times, in epoch milliseconds. */
const instants = new Set([
  'start',
  'end',
  'watermark',
  'expiredThrough',
  'from',
  'to',
  'asserted',
  'spanStart',
  'holdoutEnd',
  'seen',
  'until',
  'declared',
]);

/** Formats a decision's number: times as dates, measures with four significant digits, counts with separators. */
function numberText(name: string, value: number): string {
  if (instants.has(name) && Math.abs(value) > 86_400_000) return formatInstant(value);
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  return String(Number(value.toPrecision(4)));
}

/** Formats a decision's numbers. A group of named numbers is shown in brackets after the group's name. */
export const numbersText = (numbers: NonNullable<Choice['numbers']>): string =>
  Object.entries(numbers)
    .map(([name, value]) =>
      typeof value === 'number' ? `${name} ${numberText(name, value)}` : `${name} (${numbersText(value)})`,
    )
    .join(', ');
