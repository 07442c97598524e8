import { Fate, type FateCounts } from '#contracts/ledger.ts';
import { addCounts, sumOf } from '#domain/ledger/counts.ts';
import type { ReportModel, StreamLedger } from '../collect/model.ts';
import { count, day } from '../format.ts';
import { type Html, html } from '../html.ts';

/** The exact ledger: every row in every window in one fate, and the equation that proves it. */
export function ledgerSection({ ledger, streams }: ReportModel): Html {
  const present = Fate.options.filter((fate) => (ledger.totals[fate] ?? 0) > 0);
  const sources = [...new Set(ledger.entries.map(({ source }) => source))];
  const head = (first: Html) =>
    html`<thead><tr>${first}<th class="n">rows</th>${present.map((fate) => html`<th class="n">${fate}</th>`)}</tr></thead>`;
  const cells = (fates: FateCounts) =>
    html`<td class="n"><b>${count(sumOf(fates))}</b></td>${present.map((fate) => html`<td class="n">${fates[fate] ? count(fates[fate]) : html`<span class="faint">0</span>`}</td>`)}`;
  const several = streams.length > 1;
  return html`<section><h2 id="ledger">Ledger</h2>
<p>The unit is a row in a window; each is in exactly one fate. What came is counted from the announcements and what was read of them, the fates from the panes.</p>
<p class="equation"><b>${count(ledger.received)}</b> received = ${present.map((fate, index) => html`${index > 0 && ' + '}<b>${count(ledger.totals[fate] ?? 0)}</b> ${fate}`)} <i class="${ledger.balanced ? 'good' : 'bad'}">${ledger.balanced ? '✓ balanced' : '✕ not balanced'}</i></p>
<div class="scroll"><table>${head(html`<th>source</th>`)}<tbody>${sources.map((source) => html`<tr><th>${source}</th>${cells(sumsOf(ledger.entries.filter((entry) => entry.source === source)))}</tr>`)}</tbody><tfoot><tr><th>all</th>${cells(ledger.totals)}</tr></tfoot></table></div>
${several && html`<h3>Stream by stream</h3><div class="scroll"><table>${head(html`<th>partition</th>`)}<tbody>${streams.map(({ partition, ledger: { totals } }) => html`<tr><th>${partition}</th>${cells(totals)}</tr>`)}</tbody></table></div>`}
${ledger.differences.length > 0 && html`<h3>Differences</h3><ul>${streams.flatMap(differencesOf(several)).slice(0, 50)}</ul>`}
<details><summary>Window by window</summary><div class="scroll"><table>${head(html`${several && html`<th>partition</th>`}<th>source</th><th>window</th>`)}<tbody>${streams.flatMap((stream) => stream.ledger.entries.map(({ source, window, fates }) => html`<tr>${several && html`<td>${stream.partition}</td>`}<td>${source}</td><td>${window ? day(window.start) : 'none'}</td>${cells(fates)}</tr>`))}</tbody></table></div></details></section>`;
}

const differencesOf =
  (several: boolean) =>
  ({ partition, ledger }: StreamLedger): Html[] =>
    ledger.differences.map(
      ({ source, id, received, accounted }) =>
        html`<li>${several && `${partition}: `}${source} ${id}: ${received} received, ${accounted} accounted for</li>`,
    );

function sumsOf(entries: readonly { readonly fates: FateCounts }[]): FateCounts {
  const sums: FateCounts = {};
  for (const { fates } of entries) addCounts(sums, fates);
  return sums;
}
