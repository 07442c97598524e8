import { ancestors } from '#domain/lineage/ancestors.ts';
import type { ReportModel } from '../collect/model.ts';
import { lineageGraph } from '../draw/lineage-graph.ts';
import { short } from '../format.ts';
import { type Html, html } from '../html.ts';

/** From one artifact of predictions back to every batch that it came from. */
export function lineageSection({ lineage }: ReportModel): Html {
  if (!lineage) return html`<section><h2 id="lineage">Lineage</h2><p>Nothing was predicted yet.</p></section>`;
  const { of, graph } = lineage;
  const came = ancestors(of, graph.edges).map(({ digest }) => ({ digest, ...graph.artifacts.get(digest) }));
  const batches = came
    .filter(({ kind }) => kind === 'batch')
    .sort((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1));
  return html`<section><h2 id="lineage">Lineage</h2>
<p>Predictions <code>${short(of)}</code> came from ${batches.length} batches over ${came.length - batches.length} other artifacts. Read downwards; every arrow is a decision or a manifest that names both ends by their content.</p>
${lineageGraph(of, graph)}
<details><summary>All ${batches.length} batches</summary><ul class="columns">${batches.map(({ digest, name }) => html`<li><code>${short(digest)}</code> ${name ?? ''}</li>`)}</ul></details></section>`;
}
