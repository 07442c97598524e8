import { MetricName } from '#contracts/metrics.ts';
import { metrics as measures } from '#domain/models/metrics.ts';
import { numbersOfFinding } from '../../evidence.ts';
import { nameOfFinding } from '../collect/gates.ts';
import type { ReportModel } from '../collect/model.ts';
import type { PromotionView } from '../collect/promotions.ts';
import { forestPlot, type Interval, reliabilityPlot, rocPlot } from '../draw/plots.ts';
import { clock, count, day, measure, short, signed } from '../format.ts';
import { type Html, html } from '../html.ts';
import { codeTag, verdictTag } from './parts.ts';
import { rollout } from './rollout.ts';

/**
 * The factor of a two-sided 95 % interval of a normal distribution, which fits since there are thousands of held-out
 * rows.
 */
const z95 = 1.959964;

/** Every candidate's way: measured, compared, approved, rolled out. */
export function modelsSection({ promotions }: ReportModel): Html {
  return html`<section><h2 id="models">Models</h2>
${promotions.length === 0 ? html`<p>No model has been trained yet.</p>` : comparison(promotions)}
${promotions.map((view, index) => candidate(view, index + 1))}</section>`;
}

/** All candidates against the model that was live when they came. */
function comparison(promotions: readonly PromotionView[]): Html {
  const intervals = promotions.flatMap((view, index): Interval[] => {
    const difference = view.evaluation?.differences?.auc;
    if (!difference) return [];
    const reach = z95 * difference.error;
    const verdict = view.gate?.report?.verdict === 'pass' ? 'pass' : 'fail';
    const [lower, upper] = [difference.mean - reach, difference.mean + reach];
    return [
      {
        label: `Candidate ${index + 1}`,
        note: view.version,
        mean: difference.mean,
        lower,
        upper,
        verdict,
        text: `${signed(difference.mean)} [${signed(lower)}, ${signed(upper)}]`,
      },
    ];
  });
  if (intervals.length === 0) return html`<p>No candidate could be compared: nothing was live before.</p>`;
  const margin = promotions.map(marginOf).find((found) => found !== undefined);
  return html`<h3>Candidates against the champion of their time</h3>
${forestPlot(intervals, margin === undefined ? undefined : -margin, { axis: 'AUC of candidate − champion on the same held-out rows, 95 % intervals (DeLong, paired); to the right is better.', margin: 'the margin: an interval that reaches to the left of it is refused' })}`;
}

function marginOf({ gate }: PromotionView): number | undefined {
  const expected = gate?.report?.findings.find(({ check }) => check === 'baseline')?.expected;
  return typeof expected?.margin === 'number' ? expected.margin : undefined;
}

function candidate(view: PromotionView, number: number): Html {
  const { version, evaluation, gate, end, id } = view;
  const shuffled = evaluation?.candidate?.labels === 'shuffled';
  const unmet = gate?.report?.findings.filter(({ verdict }) => verdict !== 'pass') ?? [];
  const holdout = evaluation?.holdout;
  return html`<article class="card" id="${`model-${version}`}"><h3>Candidate ${number} <code>${version}</code> ${end ? verdictTag(end.outcome) : html`<b class="tag muted">under way</b>`} ${end && codeTag(end.code)}</h3>
${shuffled && html`<p>Its trainer says itself that the labels were shuffled.</p>`}
${holdout && html`<p>${count(holdout.labelled)} of ${count(holdout.rows)} held-out rows have a label${holdout.window && html`, ${day(holdout.window.start)} to ${day(holdout.window.end)}`}. Asked for by ${evaluation.candidate?.requestedBy ?? 'nobody known'}.</p>`}
${metrics(view)}
${plots(view)}
${gate?.report && html`<h4>Model gate ${verdictTag(gate.report.verdict)} <small>decision ${short(gate.hash)}</small></h4>${unmet.length === 0 ? html`<p>All ${gate.report.findings.length} checks passed.</p>` : html`<ul class="findings">${unmet.map((finding) => html`<li>${verdictTag(finding.verdict)} ${codeTag(finding.code ?? 'CHECK_ERROR')} <span>${nameOfFinding(finding)}</span><small>${numbersOfFinding(finding)}</small></li>`)}</ul>`}`}
${approvals(view)}
${rollout(view)}
${end?.notes !== undefined && html`<details><summary>Release notes</summary><pre>${end.notes}</pre></details>`}
<p class="note">Workflow ${id}</p></article>`;
}

function metrics({ evaluation }: PromotionView): Html | undefined {
  const [own, other] = evaluation?.models ?? [];
  if (!own) return undefined;
  const rows = MetricName.options.map((name) => {
    const { title, better } = measures[name];
    const [mine = null, theirs = null] = [own, other].map((model) => model?.metrics.values[name]);
    return html`<tr><th>${title}<small>${better} is better</small></th><td class="n">${measure(mine, 4)}</td>${other && html`<td class="n">${measure(theirs, 4)}</td><td class="n">${signed((mine ?? 0) - (theirs ?? 0))}</td>`}</tr>`;
  });
  return html`<div class="scroll"><table class="metrics"><thead><tr><th></th><th class="n">candidate</th>${other && html`<th class="n">champion</th><th class="n">difference</th>`}</tr></thead><tbody>
${rows}</tbody></table></div>`;
}

function plots({ evaluation }: PromotionView): Html | undefined {
  const models = evaluation?.models ?? [];
  if (models.length === 0) return undefined;
  const names = ['candidate', 'champion'];
  const curves = models.map(({ roc }, index) => ({ name: names[index] ?? '', points: roc ?? [] }));
  const bins = models.map(({ metrics: { reliability } }, index) => ({ name: names[index] ?? '', points: reliability }));
  return html`<div class="plots"><figure><figcaption>ROC curve</figcaption>${rocPlot(curves)}</figure><figure><figcaption>Reliability: a larger mark is more rows</figcaption>${reliabilityPlot(bins)}</figure></div>
<p class="note"><i class="key-0"></i> candidate${models.length > 1 && html` <i class="key-1"></i> champion`} <i class="key-ref"></i> chance, or perfect calibration</p>`;
}

function approvals({ approvals: given }: PromotionView): Html | undefined {
  if (given.length === 0) return undefined;
  return html`<h4>Approvals</h4><ul class="findings">${given.map(({ at, outcome, code, actor }) => html`<li>${verdictTag(outcome)} ${codeTag(code)} <span>${actor ?? ''}</span><small>${clock(at)}</small></li>`)}</ul>`;
}
