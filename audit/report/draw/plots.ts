import type { ReliabilityBin } from '#contracts/evaluation.ts';
import { measure } from '../format.ts';
import { type Html, html } from '../html.ts';
import { at, linear, path, ticks } from './scale.ts';

/** A model's line in a plot; the second one is dashed. */
export interface Series<Point> {
  readonly name: string;
  readonly points: readonly Point[];
}

const size = 300;
const box = { left: 40, right: 288, top: 12, bottom: 256 } as const;

function frame(label: string, across: string, up: string, inside: Html): Html {
  const x = linear([0, 1], [box.left, box.right]);
  const y = linear([0, 1], [box.bottom, box.top]);
  return html`<svg class="plot" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}">
${ticks([0, 1], 5).map((tick) => html`<path class="grid" d="M${at(x(tick))} ${box.top}V${box.bottom}M${box.left} ${at(y(tick))}H${box.right}"/><text class="tick" x="${at(x(tick))}" y="${box.bottom + 15}" text-anchor="middle">${tick}</text><text class="tick" x="${box.left - 6}" y="${at(y(tick) + 4)}" text-anchor="end">${tick}</text>`)}
<path class="reference" d="M${box.left} ${box.bottom}L${box.right} ${box.top}"/>${inside}
<text class="axis-name" x="${(box.left + box.right) / 2}" y="${size - 8}" text-anchor="middle">${across}</text>
<text class="axis-name" transform="translate(11 ${(box.top + box.bottom) / 2}) rotate(-90)" text-anchor="middle">${up}</text></svg>`;
}

/** ROC curves of the models on the same rows; the diagonal is chance. */
export function rocPlot(models: readonly Series<readonly [number, number]>[]): Html {
  const x = linear([0, 1], [box.left, box.right]);
  const y = linear([0, 1], [box.bottom, box.top]);
  const lines = models.map(
    ({ points }, index) => html`<path class="series-${index}" d="${path(points.map(([fp, tp]) => [x(fp), y(tp)]))}"/>`,
  );
  return frame('ROC curves', 'false positive rate', 'true positive rate', html`${[...lines].reverse()}`);
}

/** Observed share against mean prediction, a mark a bin, its area by its rows; on the diagonal a model is calibrated. */
export function reliabilityPlot(models: readonly Series<ReliabilityBin>[]): Html {
  const x = linear([0, 1], [box.left, box.right]);
  const y = linear([0, 1], [box.bottom, box.top]);
  const most = Math.max(1, ...models.flatMap(({ points }) => points.map(({ rows }) => rows)));
  const drawn = models.map(({ points }, index) => {
    const bins = points
      .filter(({ rows }) => rows > 0)
      .map(({ rows, positives, sum }) => ({ rows, mean: sum / rows, share: positives / rows }));
    const marks = bins.map(({ rows, mean, share }) => {
      const r = 2 + 6 * Math.sqrt(rows / most);
      return html`<circle class="mark-${index}" cx="${at(x(mean))}" cy="${at(y(share))}" r="${at(r)}"><title>${rows} rows: predicted ${measure(mean)}, observed ${measure(share)}</title></circle>`;
    });
    return html`<path class="series-${index}" d="${path(bins.map(({ mean, share }) => [x(mean), y(share)]))}"/>${marks}`;
  });
  return frame('Reliability diagram', 'mean predicted probability', 'observed share', html`${[...drawn].reverse()}`);
}

/** One estimate with its interval. */
export interface Interval {
  readonly label: string;
  readonly note?: string;
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
  readonly verdict?: 'pass' | 'fail' | 'inconclusive';
  readonly text: string;
}

/** Intervals below one another on a common axis, with zero and the margin; text stands beside, so that it reads on any width. */
export function forestPlot(
  intervals: readonly Interval[],
  margin: number | undefined,
  names: { readonly axis: string; readonly margin: string },
): Html {
  const values = [
    0,
    ...(margin === undefined ? [] : [margin]),
    ...intervals.flatMap(({ lower, upper }) => [lower, upper]),
  ];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low || 1) * 0.06;
  const domain = [low - room, high + room] as const;
  const x = linear(domain, [0, 400]);
  const lines = html`<path class="zero" d="M${at(x(0))} 0V28"/>${margin !== undefined && html`<path class="margin" d="M${at(x(margin))} 0V28"/>`}`;
  const rows = intervals.map(({ label, note, mean, lower, upper, verdict, text }) => {
    const r = x(mean);
    return html`<div class="forest-row"><div class="forest-label">${label}${note !== undefined && html`<small>${note}</small>`}</div>
<svg class="forest-bar" viewBox="0 0 400 28" preserveAspectRatio="none" role="img" aria-label="${text}"><title>${text}</title>${lines}<path class="whisker ${verdict ?? ''}" d="M${at(x(lower))} 14H${at(x(upper))}M${at(x(lower))} 9V19M${at(x(upper))} 9V19"/><path class="estimate ${verdict ?? ''}" d="M${at(r)} 6V22"/></svg>
<div class="forest-text">${text}</div></div>`;
  });
  const scale = html`<div class="forest-row forest-axis"><div></div><div class="forest-ticks">${ticks(domain, 6).map((tick) => html`<span style="left:${at((x(tick) / 400) * 100)}%">${String(tick).replace('-', '−')}</span>`)}</div><div></div></div>`;
  const legend = html`<p class="note"><i class="key-zero"></i> no difference${margin !== undefined && html` <i class="key-margin"></i> ${names.margin} (${String(margin).replace('-', '−')})`}. ${names.axis}</p>`;
  return html`<div class="forest">${rows}${scale}</div>${legend}`;
}
