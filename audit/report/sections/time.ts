import type { ReportModel } from '../collect/model.ts';
import { laneText } from '../collect/panes.ts';
import { glyph, looks, type PaneLook } from '../draw/glyphs.ts';
import { paneLanes, watermarkChart } from '../draw/timeline.ts';
import { announcedText, day, many } from '../format.ts';
import { type Html, html } from '../html.ts';
import { codeTag } from './parts.ts';

/** Windows and their panes in event time, and how the watermark moved. */
export function timeSection({ timeline, crashes, chains }: ReportModel): Html {
  if (timeline.panes.length === 0)
    return html`<section><h2 id="time">Windows and watermarks</h2><p>No window has fired yet.</p></section>`;
  const moments = crashes.map(({ at, victim }) => ({ at, text: victim }));
  const exceptions = chains
    .flatMap((chain) => chain.decisions)
    .filter(({ decision: { code } }) =>
      [
        'LATE_ARRIVAL',
        'ARRIVAL_EXPIRED',
        'ARRIVAL_DUPLICATE',
        'ARRIVAL_CONFLICT',
        'WATERMARK_JUMP',
        'SOURCE_IDLE',
      ].includes(code),
    )
    .map(({ decision }) => decision);
  return html`<section><h2 id="time">Windows and watermarks</h2>
<p>A window closes when the watermark passes its end, not when a clock does. Each mark is a pane: the first of a window stands lowest, a late one on top of what it supersedes.</p>
${paneLanes(timeline)}
<ul class="legend">${(Object.keys(looks) as PaneLook[]).map((look) => html`<li><svg viewBox="0 0 18 18">${glyph(look, 9, 9, 10)}</svg>${looks[look]}</li>`)}</ul>
${timeline.lanes.map(
  (lane) => html`<h3>Watermark of ${laneText(lane)}</h3>
${watermarkChart(timeline, lane, moments)}
<p class="note">Event time across, wall time down (minutes). The line is the watermark, a bar is a pane where and when it fired; round bars are late. ${crashes.length > 0 && 'Dashed lines are crashes.'}</p>`,
)}
${
  exceptions.length > 0 &&
  html`<details><summary>Answered one by one: ${many(exceptions.length, 'announcement')}</summary><div class="scroll"><table><thead><tr><th>arrival</th><th>outcome</th><th>code</th><th>watermark</th></tr></thead><tbody>${exceptions
    .slice(0, 300)
    .map(
      ({ subject, outcome, code, numbers: { watermark } = {} }) =>
        html`<tr><td class="name">${announcedText({ subject })}</td><td>${outcome}</td><td>${codeTag(code)}</td><td>${typeof watermark === 'number' ? day(watermark) : ''}</td></tr>`,
    )}</tbody></table></div></details>`
}</section>`;
}
