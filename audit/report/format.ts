import type { Decision } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import { arrivalSubjectNamed, sourceSubjectNamed } from '#contracts/ids/subjects.ts';

/** Counts with thin separators: `12,345`. */
export const count = (value: number): string => value.toLocaleString('en-US');

/** A measure with a fixed number of decimals and a true minus sign. */
export const measure = (value: number | null | undefined, decimals = 3): string =>
  value === null || value === undefined || !Number.isFinite(value) ? '–' : value.toFixed(decimals).replace('-', '−');

/** A difference, always with its sign. */
export const signed = (value: number, decimals = 4): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(decimals)}`;

/** The day of an instant: `4 May 2013`. */
export const day = (ms: number): string =>
  new Date(ms).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** The day without its year: `4 May`. */
export const shortDay = (ms: number): string =>
  new Date(ms).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** The wall time of an instant in UTC: `14:03:07`. */
export const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 19);

/** Minutes and seconds: `3:07`. */
export const elapsed = (ms: number): string =>
  `${Math.floor(ms / 60_000)}:${String(Math.floor((ms % 60_000) / 1_000)).padStart(2, '0')}`;

export const short = (digest: Digest): string => digest.replace(/^sha256:/, '').slice(0, 12);

/** One, or many with a count: `1 pane`, `3 panes`. */
export const many = (value: number, one: string, more = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : more}`;

/** An announced arrival or a source, without the word for it; another subject as it is. */
export function announcedText({ subject }: Pick<Decision, 'subject'>): string {
  const arrival = arrivalSubjectNamed(subject);
  return arrival ? `${arrival.source}/${arrival.id}` : (sourceSubjectNamed(subject)?.source ?? subject);
}
