import { sumOf } from '#domain/ledger/counts.ts';
import type { ReportModel } from '../collect/model.ts';
import { count, day, many } from '../format.ts';
import { type Html, html } from '../html.ts';

/** A claim of the page and its proof; `undefined` if nobody checked it. */
interface Claim {
  readonly title: string;
  readonly ok: boolean | undefined;
  readonly detail: string;
}

/** The claims that the page stands for. */
export function claimsOf({ ledger, chains, broken, facts }: ReportModel): Claim[] {
  const { replay, catalog } = facts;
  const decisions = chains.reduce((sum, chain) => sum + chain.decisions.length, 0);
  return [
    {
      title: 'Every row is in exactly one fate',
      ok: ledger.balanced && (facts.ledger?.sound ?? true),
      detail: `${count(ledger.received)} received, ${count(ledger.accounted)} accounted for`,
    },
    {
      title: 'Every decision is what its hash says',
      ok: broken.length === 0,
      detail: `${count(decisions)} decisions in ${many(chains.length, 'chain')}`,
    },
    {
      title: 'Replaying the histories gives the same decisions, byte for byte',
      ok: replay?.equal,
      detail: replay
        ? `${count(replay.closed)} closed and ${count(replay.open)} open runs, ${count(replay.decisions)} decisions`
        : 'not part of this report',
    },
    {
      title: 'The catalog can be rebuilt from the histories alone',
      ok: catalog?.equal,
      detail: catalog
        ? `${count(catalog.rebuilt.runs)} runs, ${count(catalog.rebuilt.decisions)} decisions, the same digest`
        : 'not part of this report',
    },
  ];
}

/** The head of the page: what was found, and how much of it there is. */
export function overview(model: ReportModel): Html {
  const claims = claimsOf(model);
  const failed =
    claims.filter(({ ok }) => ok === false).length + (model.facts.points ?? []).filter(({ ok }) => !ok).length;
  const { panes } = model.timeline;
  const starts = panes.flatMap(({ start, end }) => [start, end]);
  const span = panes.length === 0 ? 'nothing yet' : `${day(Math.min(...starts))} to ${day(Math.max(...starts))}`;
  return html`<header>
<p class="eyebrow">Tidegate report</p>
<h1>${model.pipeline}</h1>
<p class="lead">Event time ${span}. Made ${day(model.madeAt)}, ${new Date(model.madeAt).toISOString().slice(11, 16)} UTC.</p>
<p class="verdict ${failed === 0 ? 'good' : 'bad'}"><b>${failed === 0 ? '✓ Everything that was checked holds' : `✕ ${many(failed, 'claim')} ${failed === 1 ? 'does' : 'do'} not hold`}</b></p>
<dl class="figures">${figuresOf(model).map(([label, value, note]) => html`<div><dt>${label}</dt><dd>${value}<small>${note}</small></dd></div>`)}</dl>
<ul class="claims">${claims.map(claim)}</ul>
${model.facts.points && html`<h3>The story, point by point</h3><ol class="claims">${model.facts.points.map(({ title, ok, detail }) => claim({ title, ok, detail: detail ?? '' }))}</ol>`}
</header>`;
}

const claim = ({ title, ok, detail }: Claim): Html =>
  html`<li class="${ok === undefined ? 'unknown' : ok ? 'good' : 'bad'}"><i>${ok === undefined ? '–' : ok ? '✓' : '✕'}</i><span>${title}<small>${detail}</small></span></li>`;

function figuresOf({
  timeline,
  ledger,
  gates,
  promotions,
  chains,
  crashes,
}: ReportModel): [label: string, value: string, note: string][] {
  const windows = new Set(timeline.panes.map(({ partition, feed, start }) => `${partition} ${feed} ${start}`)).size;
  const late = timeline.panes.filter(({ timing }) => timing === 'late').length;
  const ended = (outcome: string) => promotions.filter(({ end }) => end?.outcome === outcome).length;
  const quarantined = gates.troubled.flatMap((pane) => pane.quarantined).reduce((sum, { rows }) => sum + rows, 0);
  return [
    ['arrivals', count(ledger.arrivals.length), 'announced, repeats too'],
    ['rows', count(sumOf(ledger.totals)), 'accounted for by window'],
    ['windows', count(windows), 'of all feeds'],
    ['panes', count(timeline.panes.length), `${late} of them late`],
    ['set aside', count(quarantined), 'rows with a reason each'],
    [
      'candidates',
      count(promotions.length),
      `${ended('promoted')} promoted, ${ended('refused')} refused, ${ended('rolled-back')} rolled back`,
    ],
    ['decisions', count(chains.reduce((sum, chain) => sum + chain.decisions.length, 0)), `in ${chains.length} chains`],
    ['crashes', count(crashes.length), 'by SIGKILL, survived'],
  ];
}
