import { measure } from '../format.ts';
import { type Html, html } from '../html.ts';
import { at, linear, ticks } from './scale.ts';

/** Counts of two samples by bin or level. */
export interface Shares {
  readonly numeric: boolean;
  /** Numeric: the edges between bins. Otherwise: the levels. */
  readonly edges: readonly string[];
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

const size = { width: 360, height: 200 } as const;
const box = { left: 40, right: 352, top: 8, bottom: 168 } as const;

/** The shares of both samples side by side, a pair of bars a bin; the reference is hollow. */
export function sharesPlot({ numeric, edges, reference, current }: Shares, name: string): Html {
  const [before, now] = [sharesOf(reference), sharesOf(current)];
  const most = Math.max(...before, ...now, 1e-9);
  const y = linear([0, most], [box.bottom, box.top]);
  const width = (box.right - box.left) / Math.max(1, now.length);
  const bars = now.map((share, i) => {
    const [x, other] = [box.left + i * width, before[i] ?? 0];
    const label = labelOf(numeric, edges, i);
    const bar = (value: number, from: number, style: string) =>
      html`<rect class="${style}" x="${at(from)}" y="${at(y(value))}" width="${at(width * 0.4)}" height="${at(box.bottom - y(value))}"/>`;
    return html`<g><title>${label}: ${measure(other * 100, 1)} % before, ${measure(share * 100, 1)} % now</title>${bar(other, x + width * 0.08, 'bar-late')}${bar(share, x + width * 0.52, 'bar')}</g>`;
  });
  return html`<figure><figcaption>${name}: reference (hollow) and these rows</figcaption><svg class="plot" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="Shares of ${name} by ${numeric ? 'bin' : 'level'}">
${ticks([0, most], 4).map((tick) => html`<path class="grid" d="M${box.left} ${at(y(tick))}H${box.right}"/><text class="tick" x="${box.left - 6}" y="${at(y(tick) + 4)}" text-anchor="end">${Math.round(tick * 100)} %</text>`)}
${bars}<path class="axis" d="M${box.left} ${box.bottom}H${box.right}"/>
<text class="tick" x="${box.left}" y="${box.bottom + 16}">${numeric ? `up to ${short(edges[0])}` : short(edges[0])}</text>
<text class="tick" x="${box.right}" y="${box.bottom + 16}" text-anchor="end">${numeric ? `from ${short(edges.at(-1))}` : short(edges.at(-1))}</text></svg></figure>`;
}

function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}

function labelOf(numeric: boolean, edges: readonly string[], bin: number): string {
  if (!numeric) return edges[bin] ?? '';
  const [from, to] = [edges[bin - 1], edges[bin]];
  if (from === undefined) return `up to ${short(to)}`;
  return to === undefined ? `from ${short(from)}` : `${short(from)} to ${short(to)}`;
}

function short(edge: string | undefined): string {
  if (edge === undefined) return 'all';
  const number = Number(edge);
  if (edge.trim() === '' || !Number.isFinite(number)) return edge.length > 24 ? `${edge.slice(0, 23)}…` : edge;
  return String(Number(number.toPrecision(5)));
}
