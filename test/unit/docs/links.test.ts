import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '#stores/settings.ts';
import { type Document, documents, faultsIn, parseDocument } from './documents.ts';

const patterns = [/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g, /\b(?:src|srcset|href)="([^"]+)"/g, /^\[[^\]]+\]:\s*(\S+)/gm];

const linksOf = ({ prose }: Document): string[] =>
  patterns.flatMap((pattern) => [...prose.matchAll(pattern)].map(([, target = '']) => target));

const isRelative = (target: string): boolean => !/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(target);

const headings = new Map(documents().map((document) => [document.path, document.headings]));

/** Relative links that lead nowhere. */
const brokenLinks = (document: Document): string[] =>
  linksOf(document).filter((target) => isRelative(target) && !leadsSomewhere(document, target));

function leadsSomewhere({ path, headings: own }: Document, target: string): boolean {
  const [file = '', fragment] = target.split('#', 2);
  const to = file === '' ? path : relative(projectRoot, join(projectRoot, dirname(path), decodeURIComponent(file)));
  if (to.startsWith('..') || !existsSync(join(projectRoot, to))) return false;
  return fragment === undefined || ((file === '' ? own : headings.get(to))?.has(fragment) ?? false);
}

describe('the documents', () => {
  test('lead somewhere with every relative link', () => {
    expect(documents().flatMap(linksOf).filter(isRelative).length).toBeGreaterThan(20);
    expect(faultsIn(brokenLinks)).toEqual([]);
  });

  test('would be found out by a link that leads nowhere', () => {
    const text =
      '# Here\n[a](docs/reference/codes.md) [b](docs/none.md) [c](#here) [d](#there) [e](../x) [f](docs/reference/codes.md#nope)';
    expect(brokenLinks(parseDocument('README.md', text))).toEqual([
      'docs/none.md',
      '#there',
      '../x',
      'docs/reference/codes.md#nope',
    ]);
  });

  test('are where code, comments and remedies say that they are', () => {
    const named = sources().flatMap((path) =>
      [...readFileSync(join(projectRoot, path), 'utf8').matchAll(/\bdocs\/[\w/-]+\.md\b/g)].map(([page]) => page),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((page) => !existsSync(join(projectRoot, page)))).toEqual([]);
  });
});

const sources = (): string[] =>
  globSync(['*/**/*.{ts,yaml,yml,sh}', '*.yml'], { cwd: projectRoot, exclude: ['**/node_modules', 'test/unit/docs'] });
