import { expect, test } from 'vitest';
import * as archive from '#workflows/archive/messages.ts';
import * as deployment from '#workflows/deployment/messages.ts';
import * as pipeline from '#workflows/pipeline/messages.ts';
import * as promotion from '#workflows/promotion/messages.ts';
import * as stream from '#workflows/stream/messages.ts';
import * as training from '#workflows/training/messages.ts';
import * as window from '#workflows/window/messages.ts';
import { documents } from './documents.ts';
import { answered, sent } from './message-examples.ts';

const workflows = { pipeline, stream, window, training, promotion, deployment, archive };
const document = documents().find(({ path }) => path === 'docs/reference/messages.md');

/** `update approve`, for every message that a workflow defines. */
const definedIn = (module: object): string[] =>
  Object.values(module).flatMap((value: unknown) => {
    if (typeof value !== 'object' || value === null || !('type' in value) || !('name' in value)) return [];
    return ['signal', 'update', 'query'].includes(String(value.type)) ? [`${value.type} ${value.name}`] : [];
  });

/** The rows of the tables under a workflow's heading: | `name` | kind | … */
function told(workflow: string): string[] {
  const lines = (document?.text ?? '').split('\n');
  const from = lines.indexOf(`## \`${workflow}\``);
  const length = lines.slice(from + 1).findIndex((line) => line.startsWith('## '));
  const section = lines.slice(from, length < 0 ? undefined : from + 1 + length);
  return section.flatMap((line) => {
    const [, name, kinds = ''] = /^\| `(\w+)` \| ([^|]+) \|/.exec(line) ?? [];
    return name === undefined
      ? []
      : kinds
          .trim()
          .split(' and ')
          .map((kind) => `${kind} ${name}`);
  });
}

test.each(Object.entries(workflows))('every message of %s stands in its table, and no other', (workflow, module) => {
  expect(told(workflow).sort()).toEqual(definedIn(module).sort());
});

const shown = new Map(
  (document?.blocks ?? [])
    .filter(({ info }) => info.startsWith('json '))
    .map(({ info, text }) => [info.slice('json '.length), JSON.parse(text) as unknown]),
);

test('every payload that is shown is one that the workflow takes', () => {
  for (const [name, { schema, payload }] of Object.entries(sent)) {
    expect(schema.safeParse(payload).success, name).toBe(true);
    expect(shown.get(name), name).toEqual(payload);
  }
});

test('every answer that is shown has the shape that the compiler knows, and nothing else is shown', () => {
  for (const [name, answer] of Object.entries(answered)) expect(shown.get(name), name).toEqual(answer);
  expect([...shown.keys()].sort()).toEqual([...Object.keys(sent), ...Object.keys(answered)].sort());
});
