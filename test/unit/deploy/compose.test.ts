import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { runProgram } from '#local/run-program.ts';
import { projectRoot } from '#stores/settings.ts';
import { versitygw } from '#test/support/s3/versitygw.ts';

const read = (...path: string[]): string => readFileSync(join(projectRoot, ...path), 'utf8');

const Service = z.looseObject({
  image: z.string(),
  build: z.unknown().optional(),
  ports: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  networks: z.array(z.string()).default(['default']),
  volumes: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.unknown()).optional(),
  command: z.array(z.string()).optional(),
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
  expect(image).toMatch(/:(\$\{TIDEGATE_COMPOSE_TAG:-|v)?\d+\.\d+/);
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

test("the trainer has no secret but the artifacts', and no way to the databases", () => {
  expect(services.trainer).toMatchObject({ secrets: ['artifacts-credentials'], networks: ['default'] });
});

test('no two services write to one volume, but those that keep the artifacts', () => {
  const written = named.flatMap(([name, { volumes }]) =>
    volumes.filter((volume) => !volume.endsWith(':ro')).map((volume) => [volume.split(':')[0] ?? '', name] as const),
  );
  const shared = Map.groupBy(written, ([volume]) => volume);
  expect([...shared].flatMap(([, users]) => (users.length > 1 ? [users.map(([, name]) => name)] : []))).toEqual([
    ['artifacts-bucket', 'artifacts'],
  ]);
});

test.each(['worker', 'trainer', 'gateway', 'tidegate'])(
  '%s keeps its artifacts in the bucket that the store serves',
  (name) => {
    expect(services[name]?.environment).toMatchObject({
      TIDEGATE_ARTIFACTS: 's3://tidegate',
      AWS_ENDPOINT_URL_S3: 'http://artifacts:7070',
      AWS_SHARED_CREDENTIALS_FILE: '/run/secrets/artifacts-credentials',
    });
    expect(services[name]?.secrets).toContain('artifacts-credentials');
    expect(services['artifacts-bucket']?.command).toContain('/var/lib/tidegate/buckets/tidegate');
    expect(read('deploy', 's3', 'server.sh')).toMatch(/--port :7070 .* \/var\/lib\/tidegate\/buckets$/m);
  },
);

test('the S3 server is of the version that the tests of the store run against', () => {
  expect(services.artifacts?.image).toBe(`versity/versitygw:v${versitygw.version}`);
});

test('the secrets are made once, the key of the artifacts as AWS reads it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'secrets-'));
  try {
    const script = join(projectRoot, 'deploy', 'make-secrets.sh');
    const made = await runProgram('sh', [script, folder]);
    expect(made).toMatchObject({ code: 0, output: expect.stringContaining('made artifacts-credentials') });
    const credentials = readFileSync(join(folder, 'artifacts-credentials'), 'utf8');
    expect(credentials).toMatch(/^\[default\]\naws_access_key_id = tidegate\naws_secret_access_key = [0-9a-f]{48}\n$/);
    expect(await runProgram('sh', [script, folder])).toMatchObject({ code: 0, output: '' });
    expect(readFileSync(join(folder, 'artifacts-credentials'), 'utf8')).toBe(credentials);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('the images have the Node that package.json pins, and end as an ordinary user', () => {
  const dockerfile = read('deploy', 'Dockerfile');
  expect(dockerfile).toContain(`FROM node:${devDependencies.node}-`);
  for (const stage of dockerfile.split(/^FROM /m).filter((text) => /AS (runtime|trainer)\n/.test(text))) {
    expect([...stage.matchAll(/^USER (.+)$/gm)].at(-1)?.[1]).toBe('tidegate');
  }
});
