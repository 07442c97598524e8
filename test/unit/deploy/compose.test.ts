import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectRoot } from '#stores/settings.ts';

const read = (...path: string[]): string => readFileSync(join(projectRoot, ...path), 'utf8');

const Service = z.looseObject({
  image: z.string(),
  build: z.unknown().optional(),
  ports: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  networks: z.array(z.string()).default(['default']),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
});
const { services } = z
  .looseObject({ services: z.record(z.string(), Service) })
  .parse(parse(read('docker-compose.yml'), { merge: true }));
const named = Object.entries(services);
const own = named.filter(([, { build }]) => build !== undefined);

const { version, devDependencies } = z
  .looseObject({ version: z.string(), devDependencies: z.looseObject({ node: z.string() }) })
  .parse(JSON.parse(read('package.json')));

test.each(named)('%s has an image of an exact version', (_, { image }) => {
  expect(image).toMatch(/:(\$\{TIDEGATE_COMPOSE_TAG:-)?\d+\.\d+/);
});

test.each(own)('%s is of the version of package.json', (_, { image }) => {
  expect(image).toContain(`:-${version}}`);
});

test.each(named)('%s publishes its ports on loopback only', (_, { ports }) => {
  expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
});

test.each(own)('%s can write nothing but its volume, and has no privileges', (_, { read_only, cap_drop }) => {
  expect({ read_only, cap_drop }).toEqual({ read_only: true, cap_drop: ['ALL'] });
});

test('the trainer has no secret, and no way to the databases', () => {
  expect(services.trainer).toMatchObject({ secrets: [], networks: ['default'] });
});

test('the images have the Node that package.json pins, and end as an ordinary user', () => {
  const dockerfile = read('deploy', 'Dockerfile');
  expect(dockerfile).toContain(`FROM node:${devDependencies.node}-`);
  for (const stage of dockerfile.split(/^FROM /m).filter((text) => /AS (runtime|trainer)\n/.test(text))) {
    expect([...stage.matchAll(/^USER (.+)$/gm)].at(-1)?.[1]).toBe('tidegate');
  }
});
