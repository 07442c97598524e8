import type { Digest } from '#contracts/digest.ts';
import { type Finding, GateReport } from '#contracts/finding.ts';
import { jsonIn } from '#contracts/json-text.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';

/** A gate report as stored, without its own digest. */
const StoredReport = GateReport.omit({ digest: true });

/** The content of an artifact that a decision names, if it can be shown as text. */
export type Evidence =
  | { readonly kind: 'report'; readonly report: GateReport }
  | { readonly kind: 'json'; readonly content: unknown }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: number; readonly format?: string }
  | { readonly kind: 'missing' };

const readableBytes = 4_000_000;

/** Reads an artifact that a decision names. Does not throw if the artifact is missing. */
export async function readEvidence(digest: Digest, artifacts: ArtifactStore): Promise<Evidence> {
  const stored = await artifacts.stat(digest);
  if (!stored) return { kind: 'missing' };
  if (stored.bytes > readableBytes) return { kind: 'binary', bytes: stored.bytes };
  const content = await artifacts.get(digest);
  const magic = content.subarray(0, 4).toString('latin1');
  if (magic === 'PAR1') return { kind: 'binary', bytes: content.length, format: 'Parquet' };
  const text = textOf(content);
  if (text === undefined) return { kind: 'binary', bytes: content.length };
  const json = /^\s*[[{]/.test(text) ? jsonIn(text) : undefined;
  if (json === undefined) return { kind: 'text', text };
  const report = StoredReport.safeParse(json);
  return report.success ? { kind: 'report', report: { ...report.data, digest } } : { kind: 'json', content: json };
}

/** Reads an artifact as a gate report; undefined if it is none. */
export async function readReport(
  digest: Digest | undefined,
  artifacts: ArtifactStore,
): Promise<GateReport | undefined> {
  if (digest === undefined) return undefined;
  const evidence = await readEvidence(digest, artifacts);
  return evidence.kind === 'report' ? evidence.report : undefined;
}

function textOf(content: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    return text.includes('\u0000') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** A finding's observed and expected values in one line: `12 of 900 null, at most 0`. */
export function numbersOfFinding({ code, observed, expected, affected }: Finding): string {
  const { error, ...others } = observed;
  // An error that repeats the finding's code is left out, because the code is shown next to it.
  const observation = listed(error === code ? others : observed);
  const expectation = listed(expected);
  const rows = affected === undefined || affected === 0 ? '' : `; ${affected} rows affected`;
  return `${observation || 'nothing observed'}${expectation ? ` (expected ${expectation})` : ''}${rows}`;
}

const listed = (record: Readonly<Record<string, unknown>>): string =>
  Object.entries(record)
    .filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name} ${short(value)}`)
    .join(', ');

function short(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
