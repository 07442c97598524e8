import { z } from 'zod';
import { type CodeName, codes } from '#contracts/codes.ts';
import type { Finding, GateReport } from '#contracts/finding.ts';
import type { FileChecked } from '#files/check/run.ts';
import { numbersOfFinding } from '../evidence.ts';
import { type Past, pastStrip, pastText } from './draw/past.ts';
import { sharesPlot } from './draw/shares.ts';
import type { EarlierReport } from './earlier-reports.ts';
import { count, many } from './format.ts';
import { type Html, html } from './html.ts';
import { codeTag, verdictTag } from './sections/parts.ts';
import { style } from './style.ts';

/** What a page about one run of a gate shows. */
export interface CheckPage extends FileChecked {
  readonly files: readonly string[];
  readonly reference: readonly string[];
  /** Earlier reports of the gate, the oldest first. */
  readonly earlier: readonly EarlierReport[];
  /** Columns whose values must not be shown. */
  readonly mask: readonly string[];
}

/** A gate's report as one HTML document without external resources. */
export function checkPage(page: CheckPage): string {
  const { report, rows, files, reference } = page;
  const { html: document } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${report.gate}: ${report.verdict}</title>
<style>${{ html: style }}</style>
</head>
<body>
<main>
<p class="eyebrow">Gate report</p>
<h1>${report.gate}</h1>
<p class="lead">${named(files)}${reference.length > 0 && html`, against ${named(reference)}`}</p>
<p class="verdict ${tone[report.verdict]}">${summaryOf(report)}</p>
<dl class="figures"><div><dt>Rows</dt><dd>${rows === undefined ? '–' : count(rows)}</dd></div><div><dt>Checks</dt><dd>${report.findings.length}</dd></div><div><dt>Passed</dt><dd>${tally(report, 'pass')}</dd></div><div><dt>Not passed</dt><dd>${report.findings.length - tally(report, 'pass')}</dd></div></dl>
${toDo(report)}
<section><h2>Checks</h2><ul class="findings">${report.findings.map((found, i) => finding(found, pastOf(page, i)))}</ul>
${page.faults.length > 0 && html`<h3>What the engine said</h3><pre>${page.faults.join('\n')}</pre>`}</section>
${distributions(report)}
${worstRows(page)}
<section><h2>Proof</h2><p>The same rows and the same gate give the same report: of gate, verdict and findings the digest is</p><pre>${report.digest}</pre></section>
</main>
</body>
</html>
`;
  return document;
}

const tone = { pass: 'good', fail: 'bad', error: 'bad', inconclusive: 'muted' } as const;

const named = (files: readonly string[]): string => {
  const [first = '', ...more] = files;
  return more.length === 0 ? first : `${first} and ${many(more.length, 'more file')}`;
};

const tally = ({ findings }: GateReport, verdict: string): number =>
  findings.filter((found) => found.verdict === verdict).length;

function summaryOf(report: GateReport): string {
  const blocking = report.findings.filter(({ severity }) => severity === 'error');
  const parts = (['fail', 'error', 'inconclusive'] as const).flatMap((verdict) => {
    const number = blocking.filter((found) => found.verdict === verdict).length;
    return number === 0 ? [] : [`${number} ${says[verdict]}`];
  });
  const warnings = report.findings.filter(({ severity, verdict }) => severity === 'warn' && verdict !== 'pass').length;
  if (warnings > 0) parts.push(many(warnings, 'warning'));
  return `${report.verdict}: ${parts.length === 0 ? 'every check passed' : parts.join(', ')}`;
}

const says = { fail: 'failed', error: 'could not be run', inconclusive: 'could not tell' } as const;

/** The remedy for each code, shown once. */
function toDo({ findings }: GateReport): Html | undefined {
  const found = new Set(findings.filter(({ verdict }) => verdict !== 'pass').flatMap(({ code }) => code ?? []));
  if (found.size === 0) return undefined;
  const items = [...found].map(
    (code: CodeName) =>
      html`<li><i>→</i><span>${codes[code].remedy}<small>${codeTag(code)} ${codes[code].cause}</small></span></li>`,
  );
  return html`<section><h2>What to do</h2><ul class="claims">${items}</ul></section>`;
}

/** Earlier results of the same check. If several checks share name and column, they are told apart by their order. */
function pastOf({ report, earlier }: CheckPage, place: number): Past[] {
  const found = report.findings[place];
  const isSame = ({ check, column }: Finding) => check === found?.check && column === found.column;
  const nth = report.findings.slice(0, place).filter(isSame).length;
  return earlier.flatMap(({ of, findings }) => {
    const then = findings.filter(isSame)[nth];
    return then ? [{ of, verdict: then.verdict, seen: numbersOfFinding(withoutBins(then)) }] : [];
  });
}

function finding(found: Finding, past: readonly Past[]): Html {
  const { check, column, verdict, code, severity } = found;
  return html`<li>${verdictTag(verdict)} ${code && verdict !== 'pass' && codeTag(code)} <span><b>${check}</b>${column && html` · <code>${column}</code>`}${severity === 'warn' && ' (warning)'}</span><small>${numbersOfFinding(withoutBins(found))}</small>${past.length > 0 && html`<small>${pastStrip(past)} before, ${pastText(past)}</small>`}</li>`;
}

const Bins = z.object({
  numeric: z.boolean(),
  edges: z.array(z.string()),
  reference: z.array(z.number()),
  current: z.array(z.number()),
});

/** Removes bins from the observed values, because they are drawn as a plot and would crowd out the other numbers. */
function withoutBins(found: Finding): Finding {
  const { numeric: _numeric, edges: _edges, reference: _reference, current: _current, ...observed } = found.observed;
  return Bins.safeParse(found.observed).success ? { ...found, observed } : found;
}

function distributions({ findings }: GateReport): Html | undefined {
  const plots = findings.flatMap(({ column, observed, expected }) => {
    const bins = Bins.safeParse(observed);
    return bins.success ? [sharesPlot(bins.data, `${column ?? ''}, ${expected.method ?? ''}`)] : [];
  });
  return plots.length === 0
    ? undefined
    : html`<section><h2>Distributions</h2><div class="plots">${plots}</div></section>`;
}

const hidden = '•••';

function worstRows({ offenders, mask }: CheckPage): Html | undefined {
  if (!offenders || offenders.rows.length === 0) return undefined;
  const { columns, rows } = offenders;
  const masked = new Set(mask);
  const cell = (value: string | null, i: number) =>
    html`<td>${value === null ? html`<span class="faint">null</span>` : masked.has(columns[i] ?? '') ? hidden : value}</td>`;
  return html`<section><h2>Offending rows</h2><p>${many(rows.length, 'row')}, the first in the order of their columns${mask.length > 0 && '; personal columns are masked'}.</p>
<div class="scroll"><table class="sample"><thead><tr>${columns.map((column) => html`<th>${column}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>`)}</tbody></table></div></section>`;
}
