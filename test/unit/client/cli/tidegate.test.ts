import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createProgram } from '#client/cli/program.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { tidegate, tidegateProcess } from '#test/support/command.ts';
import { pipelineFolder, pipelineWith } from '#test/support/spec-folder.ts';

test('a valid pipeline: exit 0, with notes', async () => {
  const file = await pipelineFolder({ 'pipeline.yaml': pipelineWith(['2d, maxAdvance: 7d', '2d']) });
  const said = await tidegate(['validate', file]);
  expect(said).toMatchObject({ exit: 0, err: '' });
  expect(said.out).toContain(`${file} is valid: pipeline flight-delay.`);
  expect(said.out).toContain(`note: ${file}:12:5: `);
  expect(JSON.parse((await tidegate(['validate', file, '--json'])).out)).toMatchObject({
    valid: true,
    name: 'flight-delay',
    notes: [{}],
  });
});

test('a spec with problems: exit 2, each with file, line, path, expectation and what to do', async () => {
  const file = await pipelineFolder({
    'pipeline.yaml': pipelineWith(['idleAfter', 'idleAfer'], ['size: 1d', 'size: tomorrow']),
  });
  const said = await tidegate(['validate', file]);
  expect(said.exit).toBe(2);
  expect(said.err).toContain(
    [
      'SPEC_KEY_UNKNOWN unknown key `idleAfer`',
      `  where     ${file}:8:36  sources.flights.watermark.idleAfer`,
      '  expected  one of maxDisorder, idleAfter, required, maxAdvance, asserted',
      '  do        Did you mean `idleAfter`?',
    ].join('\n'),
  );
  expect(said.err).toContain('observed  "tomorrow"');
  expect(said.err).not.toContain('    at ');
  const json = JSON.parse((await tidegate(['validate', file, '--json'])).out);
  expect(json).toMatchObject({
    valid: false,
    problems: [{ code: 'SPEC_KEY_UNKNOWN', at: { line: 8 } }, { code: 'SPEC_VALUE_INVALID' }],
  });
});

test('a contract that breaks what is in force: exit 2, with every break', async () => {
  const before = await pipelineFolder();
  const contract = await readFile(join(dirname(before), 'contracts/flights.yaml'), 'utf8');
  const changed = contract
    .replace('origin, logicalType: string', 'origin, logicalType: integer')
    .replace(/.*distance.*\n/, '');
  const after = await pipelineFolder({
    'contracts/flights.yaml': changed,
    'pipeline.yaml': pipelineWith(['- range: { column: distance, min: 0 }', '- rowCount: { max: 123456 }']),
  });
  expect(await tidegate(['validate', after])).toMatchObject({ exit: 0 });
  const said = await tidegate(['validate', after, '--against', before]);
  expect(said.exit).toBe(2);
  expect(said.err).toContain('CONTRACT_TYPE_CHANGED    flights  properties.origin.logicalType: "string" → "integer"');
  expect(said.err).toContain('CONTRACT_COLUMN_REMOVED  flights  properties.distance: "number" → null');
  expect(JSON.parse((await tidegate(['validate', after, '--against', before, '--json'])).out)).toMatchObject({
    valid: false,
    problems: [
      { code: 'CONTRACT_BREAKING', breaks: [{ source: 'flights', column: 'origin' }, { column: 'distance' }] },
    ],
  });
  expect(await tidegate(['validate', before, '--against', before])).toMatchObject({ exit: 0 });
});

test('a mistyped command or option: exit 2, with the one that was meant', async () => {
  expect(await tidegateProcess(['vaildate'])).toMatchObject({
    exit: 2,
    err: expect.stringContaining('Did you mean validate?'),
  });
  expect(await tidegate(['validate', '--jsom'])).toMatchObject({
    exit: 2,
    err: expect.stringContaining('Did you mean --json?'),
  });
  expect(await tidegate(['approve'])).toMatchObject({ exit: 2, err: expect.stringContaining('--as <name>') });
});

test('every command has help with examples, and prints JSON', async () => {
  const leaves = (await createProgram()).commands.flatMap((command) =>
    command.commands.length > 0 ? command.commands : [command],
  );
  expect(leaves.length).toBeGreaterThan(8);
  for (const command of leaves) {
    let help = '';
    command.configureOutput({
      writeOut: (text) => {
        help += text;
      },
    });
    command.outputHelp();
    expect(help).toMatch(/Examples:\n {2}\$ tidegate /);
    expect(help).toContain('--json');
  }
});

test('help is no error, in a process of its own', async () => {
  expect(await tidegateProcess(['approve', '--help'])).toMatchObject({
    exit: 0,
    err: '',
    out: expect.stringContaining('$ tidegate approve promotion/'),
  });
});

test('a key is made and added to a pipeline in one step', async () => {
  const home = dirname(await pipelineFolder());
  const said = await tidegate(
    ['keys', 'new', 'eve', '--role', 'risk', '--into', join(home, 'principals.yaml'), '--json'],
    { TIDEGATE_HOME: home },
  );
  expect(said).toMatchObject({ exit: 0, err: '' });
  expect(JSON.parse(said.out)).toMatchObject({
    principal: { name: 'eve', roles: ['risk'] },
    file: join(home, 'keys/eve.json'),
  });
  expect(said.out).not.toContain('privateKey');
  expect(await tidegate(['validate', join(home, 'pipeline.yaml')])).toMatchObject({ exit: 0 });
  expect(await tidegate(['keys', 'new', 'Eve!', '--role', 'risk'], { TIDEGATE_HOME: home })).toMatchObject({
    exit: 2,
    err: expect.stringContaining('USAGE'),
  });
});

test('an announcement that cannot be one is refused before anything is sent', async () => {
  const announce = (...change: string[]) =>
    tidegate([
      'announce',
      'no.parquet',
      '--pipeline',
      'p',
      '--source',
      's',
      '--rows',
      '1',
      '--min-time',
      '2013-05-01T00:00:00Z',
      '--max-time',
      '2013-05-01T00:00:00Z',
      ...change,
    ]);
  expect(await announce('--min-time', 'May')).toMatchObject({ exit: 2, err: expect.stringContaining('--min-time') });
  expect(await announce('--rows', 'many')).toMatchObject({ exit: 2, err: expect.stringContaining('--rows') });
  expect(await announce('--format', 'xlsx')).toMatchObject({
    exit: 2,
    err: expect.stringContaining('one of parquet, csv, ndjson'),
  });
  expect(await announce('--gateway', 'http://127.0.0.1:1')).toMatchObject({
    exit: 3,
    err: expect.stringContaining('there is no file no.parquet'),
  });
});

test('a stream that was never begun cannot be recovered: exit 3 with the one that was meant', async () => {
  const home = dirname(await pipelineFolder());
  const env = { TIDEGATE_HOME: home, TIDEGATE_ARTIFACTS: join(home, 'artifacts') };
  const artifacts = await openArtifactStore(env.TIDEGATE_ARTIFACTS);
  await artifacts.setRef('streams/shop/all', (await artifacts.putJson({})).digest);
  const recover = (name: string) => tidegate(['stream', 'recover', name], env);
  expect(await recover('shpo')).toMatchObject({
    exit: 3,
    err: expect.stringMatching(/^PIPELINE_UNKNOWN no stream `stream\/shpo\/all`[\s\S]*Did you mean `shop`/),
  });
  expect(await recover('stream/shop/al')).toMatchObject({
    exit: 3,
    err: expect.stringContaining('Did you mean `stream/shop/all`'),
  });
});
