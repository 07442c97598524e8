import type { DecisionChain } from '../../log.ts';
import type { ReportModel } from '../collect/model.ts';
import { clock, count, many, short } from '../format.ts';
import { type Html, html } from '../html.ts';
import { codeTag } from './parts.ts';

/** So many decisions of a chain are in the page; all are in the catalog. */
const mostShown = 400;

/** Every chain with its head, and its decisions one by one. */
export function decisionsSection({ chains }: ReportModel): Html {
  const types = [...new Set(chains.map(({ workflowType }) => workflowType))];
  const total = chains.reduce((sum, { decisions }) => sum + decisions.length, 0);
  return html`<section><h2 id="decisions">Decision log</h2>
<p>${many(total, 'decision')} in ${many(chains.length, 'chain')}. Each decision's hash covers the one before it and everything that happened between: whoever has a head can check the whole.</p>
${types.map((type) => {
  const own = chains.filter(({ workflowType }) => workflowType === type);
  return html`<h3>${type} <small>${many(own.length, 'chain')}, ${many(
    own.reduce((sum, { decisions }) => sum + decisions.length, 0),
    'decision',
  )}</small></h3>${own.length > 12 ? html`<details><summary>Show all ${own.length}</summary>${own.map(chain)}</details>` : own.map(chain)}`;
})}</section>`;
}

function chain({ workflowId, decisions, head, generations }: DecisionChain): Html {
  return html`<details class="chain"><summary><span class="name">${workflowId}</span> <small>${count(decisions.length)}${generations > 1 && `, ${generations} generations`}</small> <code title="${head}">${short(head)}</code></summary>
<div class="scroll"><table class="log"><thead><tr><th class="n">#</th><th>time</th><th>code</th><th>subject</th><th>hash</th></tr></thead><tbody>${decisions
    .slice(0, mostShown)
    .map(
      ({ decision: { seq, at, code, subject, hash, outcome } }) =>
        html`<tr><td class="n">${seq}</td><td>${clock(at)}</td><td>${codeTag(code)}</td><td class="name" title="${outcome}">${subject}</td><td><code title="${hash}">${short(hash).slice(0, 8)}</code></td></tr>`,
    )}</tbody></table></div>${decisions.length > mostShown && html`<p class="note">… and ${count(decisions.length - mostShown)} more in the catalog: tidegate explain ${workflowId}</p>`}</details>`;
}
