import { stringify } from 'yaml';
import type { Suggested, Tried } from '#files/suggest/suggest.ts';

/** A gate's file, with the reason for each check above it. */
export function gateText(name: string, { rows, proposals }: Suggested, files: readonly string[]): string {
  return [
    `# Proposed by \`tidegate gates suggest\` from ${rows} rows of ${files.map(oneLine).join(', ')}. It is yours: see docs/use/gates.md.`,
    stringify({ name }).trimEnd(),
    'checks:',
    ...proposals.flatMap((tried) => [`  # ${reasonOf(tried)}`, `  - ${checkText(tried.check)}`]),
    '',
  ].join('\n');
}

const reasonOf = ({ reason, failed, of }: Tried): string =>
  oneLine(
    `${reason[0]?.toUpperCase()}${reason.slice(1)}.${of === 0 ? '' : ` It would have failed on ${failed} of ${of} windows before.`}`,
  );

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

const checkText = (check: Tried['check']): string =>
  Object.entries(check)
    .map(([kind, options]) => `${kind}: ${flow(options)}`)
    .join();

/**
 * Writes a value on one line of YAML. If the YAML writer still breaks the line, because of a line break in a name, JSON
 * is used, which is valid YAML.
 */
function flow(value: unknown): string {
  const text = stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
  return text.includes('\n') ? JSON.stringify(value) : text;
}
