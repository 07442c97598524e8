import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { sha256 } from '#domain/digest.ts';
import { projectRoot } from '#stores/settings.ts';
import { tidegate } from '#test/support/command.ts';
import { pipelineFolder, pipelineWith } from '#test/support/spec-folder.ts';
import { folderWith } from './gate-folder.ts';

const module = await readFile(join(projectRoot, 'examples/own-checks/checks.ts'), 'utf8');
const gate = (options: string, check = 'spread@1'): string =>
  `name: own\nchecks:\n  - custom: { check: ${check}, options: ${options} }\n`;

async function run(files: Readonly<Record<string, string>>, modules: readonly string[] = ['checks.ts']) {
  const folder = await folderWith({ 'checks.ts': module, 'gate.yaml': gate('{ column: x, max: 0.5 }'), ...files });
  const [gateFile = '', data = '', ...paths] = ['gate.yaml', 'data.csv', ...modules].map((name) => join(folder, name));
  return tidegate(['check', gateFile, '--data', data, '--json', ...(paths.length > 0 ? ['--checks', ...paths] : [])]);
}

const Answer = z.object({
  digest: z.string(),
  findings: z.array(z.record(z.string(), z.unknown())),
});
const Problems = z.object({
  problems: z.array(z.looseObject({ code: z.string(), path: z.string(), message: z.string() })),
});
const problemsIn = (out: string) => Problems.parse(JSON.parse(out)).problems;

describe('a custom check', () => {
  it('comes from a module of TypeScript, wherever it lies', async () => {
    const { exit, out, err } = await run({});
    expect(exit, err).toBe(1);
    expect(Answer.parse(JSON.parse(out)).findings).toEqual([
      {
        check: 'custom',
        column: 'x',
        severity: 'error',
        verdict: 'fail',
        code: 'OWN_CHECK_FAILED',
        observed: { spread: expect.closeTo(0.9), code: 'SPREAD_ABOVE_MAXIMUM' },
        expected: { max: 0.5, check: 'spread@1', code: sha256(module), options: { column: 'x', max: 0.5 } },
      },
    ]);
  });

  it('has the digest of its code in the report', async () => {
    const digest = async (files: Record<string, string>) => Answer.parse(JSON.parse((await run(files)).out)).digest;
    const first = await digest({});
    expect(await digest({ 'beside.ts': 'x' })).toBe(first);
    expect(await digest({ 'checks.ts': `${module}// changed\n` })).not.toBe(first);
  });

  it('may name its module itself, as a pipeline does', async () => {
    const named = gate('{ column: x, max: 0.5 }', 'spread@1, module: checks.ts');
    const { exit, out } = await run({ 'gate.yaml': named }, []);
    expect(exit).toBe(1);
    expect(Answer.parse(JSON.parse(out))).toEqual(Answer.parse(JSON.parse((await run({})).out)));
  });

  it('that lacks its module is a problem of the gate', async () => {
    const { exit, out } = await run({}, []);
    expect(exit).toBe(2);
    expect(problemsIn(out)).toMatchObject([{ code: 'SPEC_VALUE_INVALID', path: 'checks[0].custom.module' }]);
  });

  it('that never ends is an error in time, and the report comes', async () => {
    const endless = module.replace(
      'find({ column, max }',
      'find({ column, max }, answers, { source }) { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); },\n  _({ column, max }',
    );
    const { exit, out } = await run({
      'checks.ts': endless,
      'gate.yaml': `name: own\nchecks:\n  - rowCount: { min: 1 }\n  - custom: { check: spread@1, options: { column: x, max: 1 }, timeout: 1s }\n`,
    });
    expect(exit).toBe(4);
    expect(Answer.parse(JSON.parse(out)).findings).toMatchObject([{ verdict: 'pass' }, { code: 'CHECK_TIMED_OUT' }]);
  });

  it.each([
    ['is not registered', { 'gate.yaml': gate('{}', 'spred@1') }, 'SPEC_REFERENCE_DANGLING', 'checks[0].custom.check'],
    ['lacks an option', { 'gate.yaml': gate('{ column: x }') }, 'SPEC_VALUE_INVALID', 'checks[0].custom.options.max'],
    [
      'has an option too many',
      { 'gate.yaml': gate('{ column: x, max: 1, mx: 2 }') },
      'SPEC_KEY_UNKNOWN',
      'checks[0].custom.options.mx',
    ],
  ])('that %s is a problem of the gate, at its place', async (_, files, code, path) => {
    const { exit, out } = await run(files);
    expect(exit).toBe(2);
    expect(problemsIn(out)).toMatchObject([{ code, path }]);
  });
});

test('a pipeline knows the options of its custom checks when it is validated', async () => {
  const validated = async (options: string) => {
    const custom = `custom: { check: spread@1, module: own/checks.ts, options: ${options} }`;
    const spec = pipelineWith(['range: { column: distance, min: 0 }', custom]);
    const file = await pipelineFolder({ 'pipeline.yaml': spec, 'own/checks.ts': module });
    return tidegate(['validate', file, '--json']);
  };
  const { exit, out } = await validated('{ column: distance, mx: 5 }');
  expect(exit).toBe(2);
  expect(problemsIn(out)).toMatchObject([
    { code: 'SPEC_KEY_UNKNOWN', path: 'gates.data.checks[2].custom.options.mx', suggestion: 'max' },
  ]);
  expect((await validated('{ column: distance, max: 5 }')).exit).toBe(0);
});

describe('a module of custom checks is refused that', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['is not there', {}, /there is no file/],
    ['is no TypeScript', { 'bad.ts': 'export default [' }, /cannot be loaded/],
    ['throws', { 'bad.ts': 'throw new Error("boom")' }, /boom/],
    ['exports no list', { 'bad.ts': 'export const checks = []' }, /default export/],
    [
      'exports what `defineCheck` did not give',
      { 'bad.ts': 'export default [{ name: "x", version: "1" }]' },
      /default/,
    ],
    [
      'names a check as no gate can call it',
      { 'bad.ts': module.replace("name: 'spread'", "name: 'my spread'") },
      /default export/,
    ],
    ['registers a check that another one registers', { 'bad.ts': `${module}// another` }, /twice/],
    [
      'imports another file',
      { 'bad.ts': `import './beside.ts';\n${module}`, 'beside.ts': '' },
      /imports \.\/beside\.ts/,
    ],
    ['imports a package', { 'bad.ts': `import 'zod';\n${module}` }, /imports zod/],
  ])('%s', async (_, files, message) => {
    const { exit, out } = await run(files, ['checks.ts', 'bad.ts']);
    expect(exit).toBe(2);
    const [problem, ...others] = problemsIn(out);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: 'CUSTOM_MODULE_INVALID', message: expect.stringMatching(message) });
    expect(problem?.path).toMatch(/bad\.ts$/);
  });
});
