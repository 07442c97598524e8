import { codes, type Subject } from '../codes.ts';

const headings: Record<Subject, string> = {
  arrival: 'Arrivals',
  time: 'Time',
  check: 'Checks',
  gate: 'Gates',
  training: 'Training',
  model: 'Models',
  approval: 'Approvals',
  rollout: 'Rollout',
  spec: 'Specs',
  operation: 'Operation',
};

/** `docs/reference/codes.md`: every code with its cause and what to do. */
export function codesPage(): string {
  const sections = Object.entries(headings).map(([subject, heading]) => {
    const rows = Object.entries(codes)
      .filter(([, meaning]) => meaning.subject === subject)
      .map(([code, { cause, remedy }]) => `| \`${code}\` | ${cell(cause)} | ${cell(remedy)} |`);
    return [`## ${heading}`, '', '| code | cause | what to do |', '|---|---|---|', ...rows, ''].join('\n');
  });
  return [
    '# Codes',
    '',
    'Every refusal, finding and decision carries one of these. A code is never renamed and never changes its meaning.',
    'This page is generated from `contracts/codes` by `npm run generate`.',
    '',
    ...sections,
  ].join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
