import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '#stores/settings.ts';
import { documents } from './documents.ts';

const Rules = z.object({
  default: z.object({
    forbidden: z.array(
      z.object({ name: z.string(), to: z.object({ path: z.union([z.string(), z.array(z.string())]).optional() }) }),
    ),
  }),
});
const { default: rules } = Rules.parse(await import(join(projectRoot, '.dependency-cruiser.mjs')));

/** By room, what its rule says that it may not import. */
const closed = new Map(
  rules.forbidden.flatMap(({ name, to }) => {
    const room = /^([a-z]+)-imports$/.exec(name)?.[1];
    return room === undefined ? [] : [[room, new RegExp(String(to.path))] as const];
  }),
);
const rooms = [...closed.keys()];

const allowed = rooms.flatMap((from) =>
  rooms.filter((to) => to !== from && !closed.get(from)?.test(`${to}/`)).map((to) => `${from} --> ${to}`),
);

/** In files of a room, each import of another one. */
const imported = rooms.flatMap((from) => {
  const files = globSync(`${from}/**/*.ts`, { cwd: projectRoot });
  // What the package exports, as checks of one's own import it.
  const texts = files.map((file) =>
    readFileSync(join(projectRoot, file), 'utf8').replaceAll("'tidegate/checks'", "'#domain/gates/sdk.ts'"),
  );
  const found = texts.flatMap((text) => [...text.matchAll(/(?:\bfrom |\bimport\()'#([a-z]+)[/]/g)].map(([, to]) => to));
  return [...new Set(found)].filter((to) => to !== from).map((to) => `${from} --> ${to}`);
});

const drawn = documents()
  .filter(({ path }) => path === 'docs/architecture.md')
  .flatMap(
    ({ blocks }) =>
      blocks
        .find(({ info }) => info === 'mermaid')
        ?.text.trim()
        .split('\n')
        .slice(1) ?? [],
  )
  .map((line) => line.trim());

test('the picture of the rooms shows every import of one room by another, and no other', () => {
  expect(drawn.toSorted()).toEqual(imported.toSorted());
});

test('the rules allow what the picture shows, and nothing else', () => {
  expect(allowed.toSorted()).toEqual(drawn.toSorted());
});
