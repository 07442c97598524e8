import { SourceMap } from 'node:module';
import { linesRun, type Range } from './lines.ts';
import { isCovered } from './rooms.ts';

/** For each line of a bundle, from 0, the lines that it was made of: of a file, as each word of it says. */
type Origins = readonly { readonly file: string; readonly lines: ReadonlySet<number> }[];

const read = new Map<string, Origins>();

/** The lines that ran, from 0, of the files that a bundle is made of. */
export function sourceLines(bundle: string, ranges: readonly Range[]): [file: string, lines: number[]][] {
  const origins = read.get(bundle) ?? originsIn(bundle);
  read.set(bundle, origins);
  const lines = new Map<string, Set<number>>();
  linesRun(bundle, ranges).forEach((ran, i) => {
    const origin = origins[i];
    if (!ran || origin === undefined || origin.lines.size === 0) return;
    const told = lines.get(origin.file) ?? new Set();
    for (const line of origin.lines) told.add(line);
    lines.set(origin.file, told);
  });
  return [...lines].map(([file, ran]) => [file, [...ran]]);
}

function originsIn(bundle: string): Origins {
  const [code = '', encoded = ''] = bundle.split('//# sourceMappingURL=data:application/json;charset=utf-8;base64,');
  const map = new SourceMap(JSON.parse(Buffer.from(encoded, 'base64').toString()));
  return code.split('\n').map((text, i) => {
    const lines = new Set<number>();
    let file = '';
    // Not every word has an entry of its own, and the nearest one before it may be of another line.
    for (const { index } of text.matchAll(/[\w$]+|\S/g)) {
      const entry = map.findEntry(i, index);
      if (!('originalSource' in entry) || entry.generatedLine !== i) continue;
      const source = /(?:contracts|domain|workflows)\/.*$/.exec(entry.originalSource ?? '')?.[0] ?? '';
      if (!isCovered(source)) continue;
      file = source;
      lines.add(entry.originalLine);
    }
    return { file, lines };
  });
}
