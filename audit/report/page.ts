import type { ReportModel } from './collect/model.ts';
import { html } from './html.ts';
import { decisionsSection } from './sections/decisions.ts';
import { gatesSection } from './sections/gates.ts';
import { ledgerSection } from './sections/ledger.ts';
import { lineageSection } from './sections/lineage.ts';
import { modelsSection } from './sections/models.ts';
import { overview } from './sections/overview.ts';
import { proofSection } from './sections/proof.ts';
import { timeSection } from './sections/time.ts';
import { style } from './style.ts';

const contents = [
  ['time', 'Windows'],
  ['gates', 'Gates'],
  ['models', 'Models'],
  ['ledger', 'Ledger'],
  ['lineage', 'Lineage'],
  ['proof', 'Crashes and replay'],
  ['decisions', 'Decisions'],
] as const;

/** The whole report as one HTML document that needs nothing from outside. */
export function page(model: ReportModel): string {
  const { html: document } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${model.pipeline}: Tidegate report</title>
<style>${{ html: style }}</style>
</head>
<body>
<main>
${overview(model)}
<nav aria-label="Contents">${contents.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav>
${timeSection(model)}
${gatesSection(model)}
${modelsSection(model)}
${ledgerSection(model)}
${lineageSection(model)}
${proofSection(model)}
${decisionsSection(model)}
</main>
</body>
</html>
`;
  return document;
}
