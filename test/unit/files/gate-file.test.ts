import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { filesNamedBy, loadGate } from '#files/gate-file.ts';

async function gateWith(check: string, files: readonly string[] = []): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'tidegate-gate-')));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const file of files) await writeFile(join(folder, file), 'code\n');
  const path = join(folder, 'gate.yaml');
  await writeFile(path, `name: flights\nchecks:\n  - ${check}\n`);
  return path;
}

describe('a gate in a file', () => {
  test('names other files from its own folder', async () => {
    const path = await gateWith('foreignKey: { columns: dest, to: { file: airports.csv, columns: code } }', [
      'airports.csv',
    ]);
    const gate = await loadGate(path);
    if (!gate.ok) throw new Error(JSON.stringify(gate.problems));
    expect(await filesNamedBy(gate.value, path)).toEqual(
      new Map([['airports.csv', { format: 'csv', paths: [join(path, '../airports.csv')] }]]),
    );
  });

  test.each([
    [
      'a file that is not there',
      'foreignKey: { columns: dest, to: { file: airport.csv } }',
      {
        code: 'SPEC_REFERENCE_DANGLING',
        path: 'checks[0].foreignKey.to.file',
        suggestion: 'airports.csv',
        at: { line: 3 },
      },
    ],
    [
      'a source, of which files have none',
      'foreignKey: { columns: dest, to: { source: airports } }',
      { code: 'SPEC_VALUE_INVALID', path: 'checks[0].foreignKey.to.source' },
    ],
    [
      'neither',
      'foreignKey: { columns: dest, to: {} }',
      { code: 'SPEC_VALUE_INVALID', path: 'checks[0].foreignKey.to' },
    ],
    [
      'a time without a zone',
      'freshness: { column: x, maxAge: 1h, asOf: 2013-05-01 }',
      { path: 'checks[0].freshness.asOf' },
    ],
    [
      'a program’s file that is not there',
      'command: { run: [python, x.py], files: [airport.csv] }',
      { code: 'SPEC_REFERENCE_DANGLING', path: 'checks[0].command.files[0]', suggestion: 'airports.csv' },
    ],
    [
      'a program that is not there',
      'command: { run: [bin/check] }',
      { code: 'SPEC_REFERENCE_DANGLING', path: 'checks[0].command.run[0]' },
    ],
    [
      'a program that lies elsewhere',
      'command: { run: [../../../../../../bin/sh] }',
      { code: 'SPEC_VALUE_INVALID', path: 'checks[0].command.run[0]' },
    ],
    [
      'a program’s file outside of its folder',
      'command: { run: [python], files: [a/../../x.py] }',
      { code: 'SPEC_VALUE_INVALID', path: 'checks[0].command.files[0]' },
    ],
    [
      'a custom check that no module registers',
      'custom: { check: spread@1 }',
      { code: 'SPEC_VALUE_INVALID', path: 'checks[0].custom.module' },
    ],
    [
      'a module that is not there',
      'custom: { check: spread@1, module: cheks.ts }',
      { code: 'SPEC_REFERENCE_DANGLING', path: 'checks[0].custom.module' },
    ],
    [
      'a module that is none',
      'custom: { check: spread@1, module: airports.csv }',
      { code: 'CUSTOM_MODULE_INVALID', path: 'checks[0].custom.module' },
    ],
    ['a custom check without its version', 'custom: { check: spread }', { path: 'checks[0].custom.check' }],
    [
      'a number that would become another one',
      'range: { column: x, min: 0, max: 9007199254740993 }',
      { code: 'SPEC_VALUE_INVALID', observed: '9007199254740993', at: { line: 3, column: 38 } },
    ],
    ['an age without a unit', 'freshness: { column: x, maxAge: 60 }', { path: 'checks[0].freshness.maxAge' }],
  ])('is refused where it names %s', async (_, check, problem) => {
    const gate = await loadGate(await gateWith(check, ['airports.csv']));
    expect(gate.ok ? [] : gate.problems).toMatchObject([problem]);
  });
});
