import type { Path } from '../problem.ts';
import { pathText } from '../problem.ts';
import type { Subject } from './rule.ts';

/** What is allowed, and should be known. */
export interface Note {
  readonly path: Path;
  readonly message: string;
}

/** What a spec leaves open at its own risk. */
export function notesOf({ spec }: Subject): Note[] {
  return Object.entries(spec.sources)
    .filter(([, source]) => source.watermark.maxAdvance === undefined)
    .map(([name]) => {
      const path = ['sources', name, 'watermark'];
      const message = `\`${pathText(path)}.maxAdvance\` is not declared: one wrong \`maxTime\` may close every open window`;
      return { path, message };
    });
}
