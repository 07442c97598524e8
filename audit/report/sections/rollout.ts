import type { PromotionView, StageView } from '../collect/promotions.ts';
import { forestPlot, type Interval } from '../draw/plots.ts';
import { clock, count, day, signed } from '../format.ts';
import { type Html, html } from '../html.ts';
import { codeTag } from './parts.ts';

/** The stages of a rollout, each look with its interval against the margin, and what showed harm. */
export function rollout({ stages, harm, end }: PromotionView): Html | undefined {
  if (stages.length === 0) return undefined;
  const looks = stages.flatMap((stage) => stage.analyses.flatMap((analysis) => intervalOf(stage, analysis)));
  const margin = stages.flatMap(({ analyses }) => analyses.flatMap(({ numbers }) => numbers.margin ?? []))[0];
  return html`<h4>Rollout</h4>
<ol class="stages">${stages.map(stageItem)}</ol>
${looks.length > 0 && forestPlot(looks, margin, { axis: 'Log loss of candidate − predecessor, mean by row; the interval is one-sided at the level of a look (Bonferroni). To the right is worse.', margin: 'the margin: an interval that lies wholly to the right of it is harm shown' })}
${
  harm &&
  end?.outcome === 'rolled-back' &&
  html`<h4>The evidence, pane by pane</h4>${forestPlot(
    harm.panes
      .filter(({ difference }) => difference.rows > 0)
      .map(({ window, difference: { rows, mean, error } }) => {
        const [lower, upper] = [mean - 1.96 * error, mean + 1.96 * error];
        return {
          label: day(window.start),
          note: `${count(rows)} labels`,
          mean,
          lower,
          upper,
          text: `${signed(mean)} [${signed(lower)}, ${signed(upper)}]`,
        };
      }),
    margin,
    { axis: 'Log loss of candidate − predecessor in each pane of the stage, 95 % intervals.', margin: 'the margin' },
  )}`
}`;
}

function stageItem({ kind, weight, begunAt, analyses }: StageView): Html {
  const last = analyses.at(-1);
  const share = kind === 'canary' ? ` ${Math.round(weight * 100)} % of entities` : '';
  return html`<li><b>${kind}</b>${share} <small>from ${clock(begunAt)}</small> ${last ? codeTag(last.code) : html`<code>STAGE_STARTED</code>`}</li>`;
}

function intervalOf({ kind }: StageView, { verdict, numbers }: StageView['analyses'][number]): Interval[] {
  const { mean, lower, upper, labelled, look } = numbers;
  if (mean === undefined || lower === undefined || upper === undefined) return [];
  const said = verdict === 'pass' || verdict === 'fail' ? verdict : 'inconclusive';
  const text = `${signed(mean)} [${signed(lower)}, ${signed(upper)}] ${said === 'pass' ? '✓' : said === 'fail' ? '✕ harm' : '… waits'}`;
  return [
    {
      label: `${kind}, look ${look ?? '?'}`,
      note: `${count(labelled ?? 0)} labels`,
      mean,
      lower,
      upper,
      verdict: said,
      text,
    },
  ];
}
