import type { Verdict } from '#contracts/finding.ts';
import { many } from '../format.ts';
import { type Html, html } from '../html.ts';
import { at } from './scale.ts';

/** One earlier result of a check. */
export interface Past {
  /** The window or file. */
  readonly of: string;
  readonly verdict: Verdict;
  /** What it saw. */
  readonly seen: string;
}

/** How many results are drawn, the newest ones. */
const most = 60;
const width = 7;
const height = 16;
/** The height of a bar in pixels. Worse verdicts are taller, so that the strip can be read without colour. */
const heights: Readonly<Record<Verdict, number>> = { pass: 5, inconclusive: 9, error: 16, fail: 16 };

/** Draws the earlier results of a check as bars, the newest on the right. */
export function pastStrip(past: readonly Past[]): Html {
  const shown = past.slice(-most);
  const bars = shown.map(({ of, verdict, seen }, i) => {
    const tall = heights[verdict];
    return html`<g><title>${of}: ${verdict}, ${seen}</title><rect class="v-${verdict}" x="${at(i * width)}" y="${at(height - tall)}" width="${width - 2}" height="${tall}"/></g>`;
  });
  return html`<svg class="past" viewBox="0 0 ${shown.length * width} ${height}" width="${shown.length * width}" height="${height}" role="img" aria-label="${pastText(past)}">${bars}</svg>`;
}

/** `9 times before: passed 7, failed 2, last on may-03.csv`. */
export function pastText(past: readonly Past[]): string {
  const counted = (['pass', 'fail', 'inconclusive', 'error'] as const).flatMap((verdict) => {
    const number = past.filter((one) => one.verdict === verdict).length;
    return number === 0 ? [] : [`${says[verdict]} ${number}`];
  });
  const last = past.findLast(({ verdict }) => verdict !== 'pass');
  return `${many(past.length, 'time')}: ${counted.join(', ')}${last ? `; last ${last.verdict} on ${last.of}` : ''}`;
}

const says = { pass: 'passed', fail: 'failed', inconclusive: 'could not tell', error: 'could not be run' } as const;
