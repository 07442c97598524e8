import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { projectRoot } from '#stores/settings.ts';
import { documents } from './documents.ts';

/** A path below a folder at the top; `…` stands for any name. */
const path = /^[\w.-]+(?:\/[\w.…-]+)+$/;

const isThere = (named: string): boolean =>
  globSync(named.replaceAll('…', '*'), { cwd: projectRoot, exclude: ['**/node_modules'] }).length > 0;

test('every path that architecture.md names exists', () => {
  const page = documents().find((document) => document.path === 'docs/architecture.md');
  const named = (page?.code ?? []).filter((word) => path.test(word));
  expect(named.length).toBeGreaterThan(60);
  expect(named.filter((word) => !isThere(word))).toEqual([]);
});
