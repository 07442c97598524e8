import { SourceMap } from 'node:module';
import { linesRun, type Range } from './lines.ts';
import { isCovered } from './rooms.ts';

/** For each line of a bundle, from 0, the file and the line that it was made of. */
type Origins = readonly (readonly [file: string, line: number] | undefined)[];

const known = new Map<number, Origins>();

/** The lines that ran, from 0, of the files that a bundle is made of. */
export function sourceLines(bundle: string, ranges: readonly Range[]): [file: string, lines: number[]][] {
  const origins = known.get(bundle.length) ?? originsIn(bundle);
  known.set(bundle.length, origins);
  const lines = new Map<string, Set<number>>();
  linesRun(bundle, ranges).forEach((ran, i) => {
    const [file, line] = origins[i] ?? [];
    if (!ran || file === undefined || line === undefined) return;
    lines.set(file, (lines.get(file) ?? new Set()).add(line));
  });
  return [...lines].map(([file, ran]) => [file, [...ran]]);
}

function originsIn(bundle: string): Origins {
  const [code = '', encoded = ''] = bundle.split('//# sourceMappingURL=data:application/json;charset=utf-8;base64,');
  const map = new SourceMap(JSON.parse(Buffer.from(encoded, 'base64').toString()));
  return code.split('\n').map((text, i) => {
    const entry = map.findEntry(i, text.search(/\S|$/));
    if (!('originalSource' in entry) || entry.originalSource === undefined) return undefined;
    const file = /(?:contracts|domain|workflows)\/.*$/.exec(entry.originalSource)?.[0] ?? '';
    return isCovered(file) ? [file, entry.originalLine] : undefined;
  });
}
