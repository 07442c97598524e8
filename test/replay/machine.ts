import { homedir, hostname, tmpdir } from 'node:os';
import { projectRoot } from '#stores/settings.ts';

/** Where a home, a project or a temporary file lies on some machine. */
const paths = /(?<![\w.:-])\/(?:home|root|work|tmp|var|usr|opt|private|Users|mnt|srv|data)\/[^"\\\s]*/g;
/** How Temporal calls a process that has no name of its own. */
const processes = /\b\d+@[\w.-]+/g;
const identities = /"identity":"(?!(?:tidegate-(?:worker|cli|gateway|demo)|history-service)?")[^"]*"/g;
const uris = /"uri":"(?!artifact:)[^"]*"/g;

/** What tells of a machine in a recording: paths, a host, a process, an identity that is not ours, the URI of a file. */
export function tracesIn(recording: string, names: readonly string[] = []): string[] {
  return textsOf(JSON.parse(recording)).flatMap((text) => [
    ...[paths, processes, identities, uris].flatMap((trace) => text.match(trace) ?? []),
    ...wordsOf(text, names),
  ]);
}

/** By what this machine could be known, beside the general ways. */
export const namesOfThisMachine = [hostname(), homedir(), tmpdir(), projectRoot];

/** The names that stand in a text as words of their own. */
function wordsOf(text: string, names: readonly string[]): string[] {
  const words = new Set(text.split(/[^\w./-]+/));
  return names.filter((name) => words.has(name) || (name.includes('/') && text.includes(`${name}/`)));
}

/** The recording as JSON without its payloads, and each payload as the text that it is. */
function textsOf(recording: unknown): string[] {
  const payloads: string[] = [];
  const plain = JSON.stringify(recording, (name, value: unknown) => {
    if (name !== 'data' || typeof value !== 'string') return value;
    payloads.push(Buffer.from(value, 'base64').toString('utf8'));
    return undefined;
  });
  return [plain, ...payloads];
}
