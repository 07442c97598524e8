import { arrivalSubjectNamed, windowSubjectNamed } from '#contracts/ids/subjects.ts';
import { Instant } from '#contracts/time.ts';
import type { LoggedDecision } from './log.ts';

/**
 * Parses what a person typed (a window, an arrival, a hash, the beginning of a subject, or a workflow id) into a filter
 * for decisions.
 */
export function aboutWhat(what: readonly string[]): (entry: LoggedDecision) => boolean {
  const [kind, ...rest] = what;
  const named = rest.join('/');
  if (kind === 'arrival' && rest.length > 0)
    return ({ decision }) => arrivalSubjectNamed(decision.subject) !== undefined && decision.subject.includes(named);
  if (kind === 'window' && rest.length > 0) {
    const start = Instant.safeParse(/^\d{4}-\d{2}-\d{2}$/.test(named) ? `${named}T00:00:00Z` : named);
    if (start.success) return ({ decision }) => windowSubjectNamed(decision.subject)?.start === start.data;
  }
  const text = what.join('/');
  if (/^(sha256:)?[0-9a-f]{8,64}$/.test(text)) {
    const hash = text.startsWith('sha256:') ? text : `sha256:${text}`;
    return ({ decision }) => decision.hash.startsWith(hash);
  }
  return ({ workflowId, decision }) => decision.subject.startsWith(text) || workflowId === text;
}
