import type { ReportModel } from '../collect/model.ts';
import { clock, count, short } from '../format.ts';
import { type Html, html } from '../html.ts';

/** Crashes, replays and the rebuilt catalog. */
export function proofSection({ crashes, facts: { replay, catalog } }: ReportModel): Html {
  return html`<section><h2 id="proof">Crashes and replay</h2>
${crashes.length > 0 && html`<div class="scroll"><table><thead><tr><th>at</th><th>killed</th><th>at the moment</th><th class="n">seed</th></tr></thead><tbody>${crashes.map((crash) => html`<tr><td>${clock(crash.at)}</td><td>${crash.victim}</td><td>${crash.what}</td><td class="n">${crash.seed ?? ''}</td></tr>`)}</tbody></table></div>`}
${crashes.length === 0 && html`<p>Nothing was killed while this was recorded.</p>`}
${replay && html`<h3>Replay</h3><div class="scroll"><table><thead><tr><th class="n">closed, equal</th><th class="n">open, equal so far</th><th class="n">ended from outside</th><th class="n">diverged</th><th class="n">decisions</th></tr></thead><tbody><tr><td class="n">${count(replay.closed)}</td><td class="n">${count(replay.open)}</td><td class="n">${count(replay.unsealed)}</td><td class="n">${count(replay.diverged)}</td><td class="n">${count(replay.decisions)}</td></tr></tbody></table></div>`}
${catalog && html`<h3>Catalog</h3><div class="scroll"><table><thead><tr><th></th><th>digest</th><th class="n">runs</th><th class="n">decisions</th></tr></thead><tbody>${(['live', 'rebuilt'] as const).map((name) => html`<tr><th>${name}</th><td><code title="${catalog[name].digest}">${short(catalog[name].digest)}</code></td><td class="n">${count(catalog[name].runs)}</td><td class="n">${count(catalog[name].decisions)}</td></tr>`)}</tbody></table></div><p>${catalog.equal ? '✓ Equal: rebuilt from the histories alone.' : '✕ The digests differ.'}</p>`}</section>`;
}
