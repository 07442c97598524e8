import { formatInstant } from '#contracts/time.ts';
import { numbersOfFinding } from '../../evidence.ts';
import {
  type CheckHistory,
  nameOfFinding,
  placeText,
  type RemediationStep,
  type TroubledPane,
} from '../collect/gates.ts';
import type { ReportModel } from '../collect/model.ts';
import type { QuarantinedRows } from '../collect/quarantine.ts';
import { pastStrip } from '../draw/past.ts';
import { count, many, short } from '../format.ts';
import { type Html, html } from '../html.ts';
import { codeTag, verdictTag } from './parts.ts';

/** What the data gates found: by check over all panes, and pane by pane where something was wrong. */
export function gatesSection({ gates }: ReportModel): Html {
  const judged = gates.rounds.filter(({ round }) => round === 0);
  const passed = judged.filter(({ verdict }) => verdict === 'pass').length;
  return html`<section><h2 id="gates">Data gates</h2>
<p>${many(judged.length, 'pane')} judged, ${count(passed)} passed as they came.</p>
${gates.troubled.map(troubled)}
<details><summary>All ${gates.checks.length} checks</summary><div class="scroll"><table><thead><tr><th>feed</th><th>check</th><th class="n">passed</th><th class="n">failed</th><th class="n">could not tell</th><th>pane by pane</th></tr></thead>
<tbody>${gates.checks.map(history)}</tbody></table></div></details></section>`;
}

function history({ feed, name, past }: CheckHistory): Html {
  const times = (verdict: string) => past.filter((one) => one.verdict === verdict).length;
  const [passed, failed] = [times('pass'), times('fail')];
  return html`<tr><td>${feed}</td><td class="name">${name}</td><td class="n">${passed}</td><td class="n">${failed > 0 ? html`<b class="bad">${failed}</b>` : 0}</td><td class="n">${past.length - passed - failed}</td><td>${pastStrip(past)}</td></tr>`;
}

function troubled({
  partition,
  feed,
  start,
  pane,
  rounds,
  steps,
  quarantined,
  waived,
  unreadable,
}: TroubledPane): Html {
  const blocked = rounds.some(({ verdict }) => verdict === 'fail') || unreadable.length > 0;
  return html`<details class="card" ${blocked ? OPEN : undefined}><summary><b>${placeText({ partition, start })}</b> ${feed}, pane ${pane} ${rounds.map((round) => verdictTag(round.verdict))}</summary>
${unreadable.map(({ source, code }) => html`<p>${codeTag(code)} ${source} could not be read and is set aside; the rest went on.</p>`)}
${rounds.map(
  ({
    round,
    verdict,
    report,
    rows,
    hash,
  }) => html`<h4>${round === 0 ? 'As it came' : 'After repair'}: ${verdict}, ${count(rows)} rows <small>decision ${short(hash)}</small></h4>
<ul class="findings">${(report?.findings ?? [])
    .filter((finding) => finding.verdict !== 'pass')
    .map(
      (finding) =>
        html`<li>${verdictTag(finding.verdict)} ${codeTag(finding.code ?? 'CHECK_ERROR')} <span>${nameOfFinding(finding)}${finding.severity === 'warn' && ' (warning)'}</span><small>${numbersOfFinding(finding)}</small></li>`,
    )}</ul>`,
)}
${steps.map(repaired)}
${waived.map(({ what, by, until, waiver }) => html`<p>${codeTag('CHECK_WAIVED')} <b>${what}</b> blocks nothing${by !== undefined && `: waived by ${by}`}${until !== undefined && `, until ${formatInstant(until)}`}${waiver !== undefined && html` <small>waiver ${short(waiver)}</small>`}</p>`)}
${quarantined.filter(({ rows }) => rows > 0).map(setAside)}</details>`;
}

const OPEN: Html = { html: 'open' };

const repaired = ({ what, before, after, touched, nulled }: RemediationStep): Html =>
  html`<p>Repaired: <b>${what}</b>, ${count(before)} → ${count(after)} rows${touched > 0 && `, ${count(touched)} changed`}${nulled > 0 && `, of which ${count(nulled)} lost their value`}.</p>`;

/** The last columns of a quarantine artifact say where a row came from and why it is there. */
function setAside({ source, rows, codes, sample }: QuarantinedRows): Html {
  const reasons = Object.entries(codes).map(([code, number]) => html`${codeTag(code)} ${number} `);
  return html`<p><b>${many(rows, 'row')} of ${source} set aside</b>: ${reasons}</p>${sample && html`<div class="scroll"><table class="sample"><thead><tr>${sample.columns.map((column) => html`<th>${column}</th>`)}</tr></thead><tbody>${sample.rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`}`;
}
