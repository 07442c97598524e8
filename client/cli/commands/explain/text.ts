import colors from 'picocolors';
import type { ArrivalFates } from '#audit/arrival-fates.ts';
import { numbersOfFinding } from '#audit/evidence.ts';
import type { Explained } from '#audit/explained.ts';
import { numbersText } from '#audit/numbers.ts';
import type { Receipt } from '#audit/receipt.ts';
import type { Similar } from '#audit/similar.ts';
import type { Decision } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import { formatInstant } from '#contracts/time.ts';
import { type LineageArtifact, namedIn } from '#domain/lineage/edges.ts';
import { counted } from '../../words.ts';

const textLines = 40;
const jsonCharacters = 600;

/** A decision for a terminal: what was decided, why, by which numbers and evidence, and its place in its log. */
export function linesOfExplained({
  decision,
  workflowId,
  status,
  cause,
  remedy,
  intact,
  evidence,
  similar,
}: Explained): string[] {
  const { subject, kind, outcome, code, numbers, policy, inputs, actor, seq, at, hash } = decision;
  const rows: (readonly [string, string | undefined])[] = [
    ['why', cause],
    ['do', remedy],
    ['numbers', numbers && numbersText(numbers)],
    ['actor', actor],
    ['policy', policy && `${policy.path} of spec ${short(policy.spec)}`],
    ['inputs', inputs && namedText(inputs)],
    ['log', `${workflowId} #${seq} ${short(hash)}${intact ? '' : ' HASH DOES NOT FIT'}${status ? `, ${status}` : ''}`],
  ];
  return [
    `${colors.bold(code)} ${subject} ${colors.dim(`${kind} ${outcome}, ${formatInstant(at)}`)}`,
    ...rows.flatMap(([name, value]) => (value === undefined ? [] : [`  ${colors.dim(name.padEnd(9))} ${value}`])),
    ...evidence.flatMap((each) => linesOfEvidence(each)),
    ...linesOfSimilar(similar),
  ];
}

function linesOfSimilar(similar: Similar | undefined): string[] {
  if (!similar) return [];
  const ends = Object.entries(similar.outcomes).map(([outcome, panes]) => `${panes} ${outcome}`);
  const name = colors.dim('before'.padEnd(9));
  return [
    `  ${name} the same was found in ${counted(similar.panes, 'earlier pane')}: ${ends.join(', ')}`,
    ...similar.newest.map(
      ({ start, pane, outcome, code, actor }) =>
        `    window ${formatInstant(start)} pane ${pane} ${outcome}${code ? ` (${code})` : ''}${actor ? ` by ${actor}` : ''}`,
    ),
  ];
}

const namedText = (inputs: NonNullable<Decision['inputs']>): string =>
  namedIn(inputs)
    .map(({ name, digest }) => `${name} ${short(digest)}`)
    .join(', ');

const short = (digest: Digest): string => digest.slice(7, 19);

function linesOfEvidence({ name, digest, content }: Explained['evidence'][number]): string[] {
  const head = (what: string) => `  ${colors.dim('evidence'.padEnd(9))} ${name} ${short(digest)} ${what}`;
  switch (content.kind) {
    case 'missing':
      return [head('is not in the artifact store')];
    case 'binary':
      return [head(`${content.format ?? 'binary'}, ${content.bytes.toLocaleString('en-US')} bytes`)];
    case 'text':
      return [
        head(''),
        ...content.text
          .split('\n')
          .slice(0, textLines)
          .map((line) => `    ${line}`),
      ];
    case 'json':
      return [head(JSON.stringify(content.content).slice(0, jsonCharacters))];
    case 'report': {
      const { gate, verdict, findings } = content.report;
      const unmet = findings.filter((finding) => finding.verdict !== 'pass');
      return [
        head(
          `report of gate ${gate}: ${verdict}, ${findings.length - unmet.length} of ${findings.length} checks passed`,
        ),
        ...unmet.map((finding) => {
          const on = [finding.source, finding.column].filter(Boolean).join('.');
          return `    ${finding.verdict} ${finding.code ?? ''} ${finding.check}${on && ` on ${on}`}: ${numbersOfFinding(finding)}`;
        }),
      ];
    }
  }
}

/** What became of an accepted arrival, window by window. */
export function linesOfArrival({ stream, source, id, declared, windows }: ArrivalFates): string[] {
  return [
    `${colors.bold('ARRIVAL_ACCEPTED')} ${source} ${id}, ${counted(declared, 'row')}, by ${stream}`,
    ...(windows.length === 0 ? ['  in no decided window yet: see `tidegate status`'] : []),
    ...windows.map(({ start, pane, outcome, fates }) => {
      const counts = Object.entries(fates).map(([fate, rows]) => `${rows.toLocaleString('en-US')} ${fate}`);
      return `  window ${formatInstant(start)} pane ${pane} ${outcome}: ${counts.join(', ') || 'none of its rows'}`;
    }),
  ];
}

/** The processing steps of an arrival, each with the ids by which it can be traced. */
export function linesOfReceipt(receipt: Receipt | undefined): string[] {
  if (!receipt) return [];
  const { state, steps, decided } = receipt;
  const { accepted, inPane = [], gated = [], published = [] } = steps;
  const pane = ({ window, pane }: { readonly window: { readonly start: number }; readonly pane: number }) =>
    `window ${formatInstant(window.start)} pane ${pane}`;
  const instant = (at: number) => colors.dim(new Date(at).toISOString());
  return [
    `  ${instant(accepted.at)} accepted as ${accepted.ordinal} by run ${accepted.run}, now ${state}`,
    ...decided.map(({ at, outcome, code }) => `  ${instant(at)} ${outcome} ${code}`),
    ...inPane.map((step) => `  ${instant(step.at)} in ${pane(step)}, ${step.timing}`),
    ...gated.map((step) => `  ${instant(step.at)} ${step.verdict} ${step.code} at the gate of ${step.workflowId}`),
    ...published.map((step) => `  ${instant(step.at)} published with ${pane(step)}: snapshot ${short(step.snapshot)}`),
  ];
}

type Ancestor = Partial<LineageArtifact> & { readonly digest: Digest; readonly distance: number };

/** The ancestors of an artifact, nearest first, each indented by its distance. */
export function linesOfLineage(of: Digest, came: readonly Ancestor[]): string[] {
  if (came.length === 0) return [`Lineage of ${short(of)}: nothing is known that it came from.`];
  const lines = came.map(
    ({ digest, distance, kind, name }) =>
      `${'  '.repeat(distance)}${kind ?? 'artifact'} ${short(digest)}${name ? ` ${name}` : ''}`,
  );
  return [`Lineage of ${short(of)}:`, ...lines];
}
