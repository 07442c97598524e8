import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codes } from '#contracts/codes.ts';
import { searchAttributes } from '#contracts/search-attributes.ts';
import { projectRoot } from '#stores/settings.ts';
import { type Document, documents, faultsIn } from './documents.ts';

const text = (place: string): string =>
  globSync(place, { cwd: projectRoot, exclude: ['**/node_modules'] })
    .map((path) => readFileSync(join(projectRoot, path), 'utf8'))
    .join('\n');

const variable = /\b(?:TIDEGATE|TEMPORAL)_[A-Z][A-Z_]*[A-Z]\b/g;
const variablesIn = (source: string): Set<string> =>
  new Set([...source.matchAll(variable)].map(([name]) => name).filter((name) => !Object.hasOwn(codes, name)));

const rooms = 'contracts domain workflows stores activities worker files spec audit local client examples'.split(' ');
const composed = [...variablesIn(text('docker-compose.yml'))].filter((name) => name.startsWith('TIDEGATE_COMPOSE_'));
const ours = new Set([...variablesIn(rooms.map((room) => text(`${room}/**/*.{ts,py}`)).join('\n')), ...composed]);
/** Temporal's own client reads these, by its environment configuration. */
const envconfig = globSync('node_modules/@temporalio/envconfig/lib/*.js', { cwd: projectRoot });
const temporals = variablesIn(envconfig.map((path) => readFileSync(join(projectRoot, path), 'utf8')).join('\n'));

const wordsOf = ({ blocks, code }: Document): string => [...code, ...blocks.map((block) => block.text)].join('\n');

/** Compose reads these from whoever calls it. */
const composes = variablesIn(['docker-compose.yml', 'deploy/**/*.*'].map(text).join('\n'));

test('every environment variable that a document names is read by the code, and every one that is read is named', () => {
  expect(
    faultsIn((document) =>
      [...variablesIn(wordsOf(document))].filter(
        (name) => ![ours, temporals, composes].some((known) => known.has(name)),
      ),
    ),
  ).toEqual([]);
  const named = variablesIn(documents().map(wordsOf).join('\n'));
  expect([...ours].filter((name) => !named.has(name))).toEqual([]);
});

test('every code that a document names is in the registry', () => {
  const isCode = /^[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+$/;
  const unknown = ({ code }: Document) =>
    code.filter(
      (word) => isCode.test(word) && !word.startsWith('AWS_') && !Object.hasOwn(codes, word) && !word.match(variable),
    );
  expect(
    documents()
      .flatMap(({ code }) => code)
      .filter((word) => Object.hasOwn(codes, word)).length,
  ).toBeGreaterThan(50);
  expect(faultsIn(unknown)).toEqual([]);
});

test('every search attribute that a document names is registered', () => {
  const known = new Set<string>(Object.values(searchAttributes));
  expect(
    faultsIn(({ code }) =>
      code.flatMap((word) => word.match(/\bTidegate[A-Z]\w+/g) ?? []).filter((word) => !known.has(word)),
    ),
  ).toEqual([]);
});

test('every route that a document names is the gateway’s', () => {
  const routes = [...text('client/gateway/**/*.ts').matchAll(/path: '(\/[^']+)'/g)].map(([, path = '']) => path);
  const patterns = routes.map((route) => new RegExp(`^${route.replaceAll(/\{\w+\}/g, '[^/]+')}$`));
  const named = ({ code }: Document) =>
    code.flatMap((word) => [...word.matchAll(/(?:^|\s)(\/(?:v1|health)\/[^\s?]*)/g)].map(([, path = '']) => path));
  expect(documents().flatMap(named).length).toBeGreaterThan(4);
  expect(
    faultsIn((document) => named(document).filter((path) => !patterns.some((pattern) => pattern.test(path)))),
  ).toEqual([]);
});

test('the exit codes are told as the code has them', () => {
  const rows = [...text('client/cli/exit-codes.ts').matchAll(/^ \* (\| \d .*\|)$/gm)].map(([, row = '']) => row);
  expect(rows.length).toBe(6);
  const operate = readFileSync(join(projectRoot, 'docs/run/operate.md'), 'utf8').split('\n');
  expect(rows.filter((row) => !operate.includes(row))).toEqual([]);
});
