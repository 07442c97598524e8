import {
  type EmptyWindows,
  isIn,
  type Lane,
  laneText,
  lookOf,
  type PaneFacts,
  type Timeline,
} from '../collect/panes.ts';
import { clock, count, day, elapsed, shortDay } from '../format.ts';
import { type Html, html } from '../html.ts';
import { glyph, looks } from './glyphs.ts';
import { at, dayTicks, durationTicks, extent, linear, path } from './scale.ts';

const width = 1040;
const left = 74;
const right = 12;

const spanOf = ({ panes, empty }: Timeline) => extent([...panes, ...empty].flatMap(({ start, end }) => [start, end]));

/** Up to this many characters, a lane's name fits beside the lane; a longer one stands above it. */
const besideLane = 11;
const lineHeight = 14;

/** Windows from left to right in event time, a lane for each feed of a partition; the panes of a window stand on one another, the first lowest. */
export function paneLanes(timeline: Timeline): Html {
  const span = spanOf(timeline);
  const x = linear(span, [left, width - right]);
  const sizes = timeline.panes.map(({ start, end }) => x(end) - x(start));
  const size = Math.max(4, Math.min(11, Math.min(...sizes) * 0.72));
  let top = 8;
  const lanes = timeline.lanes.map((lane) => {
    const panes = timeline.panes.filter(isIn(lane));
    const name = laneText(lane);
    const above = name.length > besideLane;
    const highest = Math.max(0, ...panes.map(({ pane }) => pane)) + 1;
    const height = highest * (size + 4) + 12;
    const base = top + height + (above ? lineHeight : 0);
    const nameAt = above ? base - height : base - 4;
    top = base + 18;
    return html`<text class="lane" x="0" y="${at(nameAt)}">${name}</text><path class="axis" d="M${left} ${at(base)}H${width - right}"/>${panes.map(
      (pane) => {
        const siblings = panes.filter(({ start }) => start === pane.start);
        const place = base - 5 - size / 2 - siblings.filter((other) => other.pane < pane.pane).length * (size + 4);
        return glyph(lookOf(pane, siblings), x((pane.start + pane.end) / 2), place, size, titleOf(pane, siblings));
      },
    )}${timeline.empty.filter(isIn(lane)).map((empty) => glyph('empty', x((empty.start + empty.end) / 2), base - 5 - size / 2, size, titleOfEmpty(empty)))}`;
  });
  const marks = dayTicks(span, 10).map(
    (tick) =>
      html`<path class="grid" d="M${at(x(tick))} 4V${at(top - 6)}"/><text class="tick" x="${at(x(tick))}" y="${at(top + 8)}" text-anchor="middle">${shortDay(tick)}</text>`,
  );
  return html`<div class="scroll"><svg class="wide" viewBox="0 0 ${width} ${at(top + 14)}" role="img" aria-label="Panes of each window by event time">${marks}${lanes}</svg></div>`;
}

function titleOf(pane: PaneFacts, siblings: readonly PaneFacts[]): string {
  const rows = pane.fates?.included;
  return `${day(pane.start)}, pane ${pane.pane}: ${looks[lookOf(pane, siblings)]}${pane.code ? ` (${pane.code})` : ''}${rows ? `, ${count(rows)} rows` : ''}`;
}

const titleOfEmpty = ({ start, count: windows }: EmptyWindows): string =>
  `${day(start)}: ${windows} without rows (WINDOW_EMPTY)`;

/** A moment of wall time to mark across the chart. */
export interface Moment {
  readonly at: number;
  readonly text: string;
}

/** Event time across, wall time down: each pane where and when it fired, the watermark that let it go, and crashes. */
export function watermarkChart(timeline: Timeline, lane: Lane, moments: readonly Moment[]): Html {
  const panes = timeline.panes.filter(isIn(lane));
  const span = spanOf(timeline);
  const wall = extent([...timeline.panes.map(({ firedAt }) => firedAt), ...moments.map((moment) => moment.at)]);
  const height = 380;
  const x = linear(span, [left, width - right]);
  const y = linear(wall, [14, height]);
  const line = stepsOf(panes).map(
    ([watermark, fired]) => [x(Math.min(Math.max(watermark, span[0]), span[1])), y(fired)] as const,
  );
  return html`<div class="scroll"><svg class="wide" viewBox="0 0 ${width} ${height + 34}" role="img" aria-label="Watermark of ${laneText(lane)} and its panes by event time and wall time">
${dayTicks(span, 10).map((tick) => html`<path class="grid" d="M${at(x(tick))} 10V${height + 6}"/><text class="tick" x="${at(x(tick))}" y="${height + 22}" text-anchor="middle">${shortDay(tick)}</text>`)}
${durationTicks(wall[1] - wall[0], 7).map((tick) => html`<path class="grid" d="M${left} ${at(y(wall[0] + tick))}H${width - right}"/><text class="tick" x="${left - 8}" y="${at(y(wall[0] + tick) + 4)}" text-anchor="end">${elapsed(tick)}</text>`)}
${moments.map((moment) => html`<path class="crash" d="M${left} ${at(y(moment.at))}H${width - right}"><title>${moment.text}, ${clock(moment.at)}</title></path><text class="crash-text" x="${width - right}" y="${at(y(moment.at) - 3)}" text-anchor="end">✕ ${moment.text}</text>`)}
${panes.map((pane) => bar(pane, panes, x, y))}
<path class="watermark" d="${path(line)}"/>
</svg></div>`;
}

/** The watermark's line as steps: it stays at a value until the next pane fires. */
function stepsOf(panes: readonly PaneFacts[]): (readonly [number, number])[] {
  const inOrder = [...panes].sort((a, b) => a.firedAt - b.firedAt);
  return inOrder.flatMap((pane, index) => {
    const before = inOrder[index - 1];
    const point = [pane.watermark, pane.firedAt] as const;
    return before ? [[before.watermark, pane.firedAt] as const, point] : [point];
  });
}

function bar(
  pane: PaneFacts,
  panes: readonly PaneFacts[],
  x: (value: number) => number,
  y: (value: number) => number,
): Html {
  const siblings = panes.filter(({ start }) => start === pane.start);
  const [from, to] = [x(pane.start) + 1, x(pane.end) - 1];
  const className = pane.timing === 'late' ? 'bar-late' : 'bar';
  return html`<rect class="${className}" x="${at(from)}" y="${at(y(pane.firedAt) - 3)}" width="${at(Math.max(2, to - from))}" height="6" rx="${pane.timing === 'late' ? 3 : 0}"><title>${titleOf(pane, siblings)}; fired ${clock(pane.firedAt)}</title></rect>`;
}
