import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSpec } from '#spec/load.ts';
import { pipelineFolder, pipelineWith } from '#test/support/spec-folder.ts';

async function problemsOf(...replacements: readonly (readonly [string, string])[]) {
  const loaded = await loadSpec(await pipelineFolder({ 'pipeline.yaml': pipelineWith(...replacements) }));
  return loaded.ok ? [] : loaded.problems;
}

async function onlyProblemOf(...replacements: readonly (readonly [string, string])[]) {
  const problems = await problemsOf(...replacements);
  expect(problems.map((p) => `${p.code} ${p.path}`)).toHaveLength(1);
  return problems[0];
}

test('a whole valid pipeline loads with its contracts and principals', async () => {
  const loaded = await loadSpec(await pipelineFolder());
  expect(loaded).toMatchObject({ ok: true, value: { notes: [] } });
  if (!loaded.ok) return;
  expect(Object.keys(loaded.value.contracts)).toEqual(['flights', 'outcomes']);
  expect(loaded.value.principals.map((p) => p.name)).toEqual(['ada', 'bob']);
});

describe('what does not fit the schema', () => {
  test('an unknown key is named with line, column, allowed keys and the one that was meant', async () => {
    const problem = await onlyProblemOf(['idleAfter', 'idleAfer']);
    expect(problem).toMatchObject({
      code: 'SPEC_KEY_UNKNOWN',
      path: 'sources.flights.watermark.idleAfer',
      suggestion: 'idleAfter',
      at: { line: 8, column: 36 },
    });
    expect(problem?.expected).toContain('maxDisorder');
    expect(basename(problem?.at.file ?? '')).toBe('pipeline.yaml');
  });

  test('a mistyped required key is one problem, not an unknown and a missing one', async () => {
    expect(await onlyProblemOf(['allowedLateness', 'allowedLatenes'])).toMatchObject({ suggestion: 'allowedLateness' });
    expect(await onlyProblemOf(['{ maxDisorder: 2d', '{ maxDisoder: 2d'])).toMatchObject({ suggestion: 'maxDisorder' });
    expect(await onlyProblemOf(['nullRate: { column', 'nullRate: { colum'])).toMatchObject({ suggestion: 'column' });
  });

  test('an unknown check is named with the checks that exist', async () => {
    const problem = await onlyProblemOf(['- nullRate:', '- nullRates:']);
    expect(problem).toMatchObject({
      code: 'SPEC_KEY_UNKNOWN',
      path: 'gates.data.checks[1].nullRates',
      suggestion: 'nullRate',
      at: { line: 22, column: 9 },
    });
  });

  test('a wrong value is quoted with what was expected', async () => {
    expect(await onlyProblemOf(['size: 1d', 'size: 1 day'])).toMatchObject({
      code: 'SPEC_VALUE_INVALID',
      path: 'windows.size',
      observed: '"1 day"',
      expected: 'a duration such as 250ms, 90s, 90m, 36h or 7d',
    });
    expect(await onlyProblemOf(['onFail: quarantine', 'onFail: quarantin'])).toMatchObject({
      suggestion: 'quarantine',
    });
  });

  test('a missing key is placed at its parent', async () => {
    expect(await onlyProblemOf([', allowedLateness: 2d', ''])).toMatchObject({
      path: 'windows.allowedLateness',
      observed: 'nothing',
      at: { line: 13 },
    });
  });
});

describe('what is not readable', () => {
  test('a file that is not there', async () => {
    expect(await loadSpec('no/such/pipeline.yaml')).toMatchObject({
      ok: false,
      problems: [{ code: 'SPEC_UNREADABLE' }],
    });
  });

  test('a syntax error, a repeated key and a broken alias, each with its line', async () => {
    expect((await problemsOf(['name: flight-delay', 'name: [flight-delay']))[0]).toMatchObject({
      code: 'SPEC_UNREADABLE',
    });
    expect(await onlyProblemOf(['name: flight-delay', 'name: flight-delay\nname: again'])).toMatchObject({
      code: 'SPEC_UNREADABLE',
      at: { line: 4 },
    });
    expect(await onlyProblemOf(['name: flight-delay', 'name: *nowhere'])).toMatchObject({ code: 'SPEC_UNREADABLE' });
  });
});

describe('references', () => {
  test.each([
    ['an aligned source', ['align: [flights]', 'align: [flight]'], 'windows.align[0]', 'flights'],
    ['the label source', ['source: outcomes', 'source: outcome'], 'labels.source', 'outcomes'],
    ['a column of a check', ['column: origin', 'column: orign'], 'gates.data.checks[1].nullRate.column', 'origin'],
    [
      'a column of a remediation',
      ['by: [flight_id]', 'by: [fligth_id]'],
      'gates.data.remediate[0].deduplicate.by[0]',
      'flight_id',
    ],
    ['a column of the labels', ['availableAt: known_at', 'availableAt: know_at'], 'labels.availableAt', 'known_at'],
    ['the entity key', ['entityKey: flight_id', 'entityKey: flightid'], 'model.entityKey', 'flight_id'],
    [
      'the event time',
      ['eventTime: scheduled_at', 'eventTime: schedule_at'],
      'sources.flights.eventTime',
      'scheduled_at',
    ],
    [
      'a contract',
      ['contracts/flights.yaml', 'contracts/flight.yaml'],
      'sources.flights.contract',
      'contracts/flights.yaml',
    ],
    ['the features', ['features.sql', 'feature.sql'], 'model.features', 'features.sql'],
    ['the trainer', ['folder: trainer', 'folder: trainers'], 'training.trainer.folder', 'trainer'],
    ['a role', ['roles: [ml-lead, risk]', 'roles: [ml-lead, risks]'], 'promotion.approvals.roles[1]', 'risk'],
  ] as const)(
    '%s that is not declared is named with the one that was meant',
    async (_, replacement, path, suggestion) => {
      const problems = await problemsOf(replacement);
      expect(problems).toContainEqual(
        expect.objectContaining({
          code: 'SPEC_REFERENCE_DANGLING',
          path,
          suggestion,
        }),
      );
    },
  );

  test('a check of a source that is not aligned is refused', async () => {
    const problem = await onlyProblemOf(['range: { column: distance', 'range: { source: outcomes, column: distance']);
    expect(problem).toMatchObject({
      code: 'SPEC_REFERENCE_DANGLING',
      path: 'gates.data.checks[2].range.source',
    });
  });

  test.each([
    ['foreignKey: { columns: origin, to: { source: weather } }', 'SPEC_REFERENCE_DANGLING', 'foreignKey.to.source'],
    [
      'foreignKey: { columns: origin, to: { source: flights, columns: orign } }',
      'SPEC_REFERENCE_DANGLING',
      'foreignKey.to.columns[0]',
    ],
    ['foreignKey: { columns: [orign], to: { source: flights } }', 'SPEC_REFERENCE_DANGLING', 'foreignKey.columns[0]'],
    ['foreignKey: { columns: origin, to: { file: airports.csv } }', 'SPEC_VALUE_INVALID', 'foreignKey.to.file'],
    ['completeness: { by: origin, every: 1h }', 'SPEC_VALUE_INVALID', 'completeness'],
    ['monotonic: { column: distance, by: [scheduled] }', 'SPEC_REFERENCE_DANGLING', 'monotonic.by[0]'],
    ['manifest: { rows: 5 }', 'SPEC_VALUE_INVALID', 'manifest'],
    ['custom: { check: spread@1 }', 'SPEC_VALUE_INVALID', 'custom.module'],
    ['custom: { check: spread@1, module: none.ts }', 'SPEC_REFERENCE_DANGLING', 'custom.module'],
    ['command: { run: [] }', 'SPEC_VALUE_INVALID', 'command.run'],
    ['command: { run: [python], memory: 1 GB }', 'SPEC_VALUE_INVALID', 'command.memory'],
    ['command: { run: [python, x], files: [trainer/trian.py] }', 'SPEC_REFERENCE_DANGLING', 'command.files[0]'],
    ['command: { run: [./trainer] }', 'SPEC_REFERENCE_DANGLING', 'command.run[0]'],
    ['command: { run: [python], files: [../elsewhere.py] }', 'SPEC_VALUE_INVALID', 'command.files[0]'],
  ])('a pipeline has no %s', async (check, code, path) => {
    expect(await onlyProblemOf(['range: { column: distance, min: 0 }', check])).toMatchObject({
      code,
      path: `gates.data.checks[2].${path}`,
    });
  });

  test.each([
    ['range: { source: flights, column: a, min: 0 }', 'SPEC_REFERENCE_DANGLING', 'range.source'],
    ['foreignKey: { columns: a, to: { source: flights } }', 'SPEC_VALUE_INVALID', 'foreignKey'],
    ['manifest: { rows: 5 }', 'SPEC_VALUE_INVALID', 'manifest'],
    ['schema: {}', 'SPEC_VALUE_INVALID', 'schema'],
    ['range: { column: a, min: 2, max: 1 }', 'SPEC_VALUE_INVALID', 'range.min'],
  ])('a gate of one table has no %s', async (check, code, path) => {
    const gate = `gates:\n  predictions: { onInconclusive: pass, checks: [{ ${check} }] }\n`;
    const problem = await onlyProblemOf(['gates:\n', gate]);
    expect(problem).toMatchObject({ code, path: `gates.predictions.checks[0].${path}` });
  });

  test('a gate of a pipeline runs no more than 16 programs', async () => {
    const commands = Array.from({ length: 17 }, (_, i) => `command: { run: [python, '${i}'] }`);
    const problem = await onlyProblemOf(['range: { column: distance, min: 0 }', commands.join('\n      - ')]);
    expect(problem).toMatchObject({
      code: 'SPEC_VALUE_INVALID',
      path: 'gates.data.checks[18].command',
      observed: '17 commands',
    });
  });

  test('a label source that is aligned would hold the windows back', async () => {
    expect(await onlyProblemOf(['align: [flights]', 'align: [flights, outcomes]'])).toMatchObject({
      code: 'SPEC_VALUE_INVALID',
      path: 'labels.source',
    });
  });

  test('a source that nothing uses is named', async () => {
    const problem = await onlyProblemOf([
      'windows:',
      '  idle: { contract: contracts/flights.yaml, eventTime: scheduled_at, watermark: { asserted: true } }\nwindows:',
    ]);
    expect(problem).toMatchObject({
      code: 'SPEC_VALUE_INVALID',
      path: 'sources.idle',
      at: { line: 13, column: 3 },
    });
  });

  test('a contract that is not one is reported with its own file and line', async () => {
    const loaded = await loadSpec(
      await pipelineFolder({
        'contracts/flights.yaml': 'apiVersion: v3.0.2\nkind: Contract\n',
      }),
    );
    expect(loaded.ok ? [] : loaded.problems).toContainEqual(
      expect.objectContaining({
        path: 'kind',
        at: expect.objectContaining({
          file: expect.stringContaining('flights.yaml'),
          line: 2,
        }),
      }),
    );
  });
});

describe('impossible combinations', () => {
  test.each([
    ['size: 1d', 'size: 1d, period: 2d', 'windows.period'],
    ['size: 1d', 'size: 1d, offset: 1d', 'windows.offset'],
    ['size: 1d', 'size: 1d, offset: -36h', 'windows.offset'],
  ])('%s as %s is an impossible window', async (from, to, path) => {
    expect(await onlyProblemOf([from, to])).toMatchObject({
      code: 'SPEC_WINDOW_IMPOSSIBLE',
      path,
    });
  });

  test.each([
    [
      'a canary before the shadow',
      '{ canary: { weight: 10%, minLabels: 9 } }, { shadow: { panes: 2 } }, { production: { bake: 3 panes } }',
      'promotion.stages[1]',
    ],
    [
      'a stage after production',
      '{ production: { bake: 3 panes } }, { production: { bake: 1 panes } }',
      'promotion.stages[1]',
    ],
    ['no production', '{ shadow: { panes: 2 } }', 'promotion.stages[0]'],
    [
      'a canary that does not grow',
      '{ canary: { weight: 10%, minLabels: 9 } }, { canary: { weight: 5%, minLabels: 9 } }, { production: { bake: 3 panes } }',
      'promotion.stages[1].canary.weight',
    ],
  ])('stages with %s are refused', async (_, stages, path) => {
    const stagesLine = /stages: \[.*\]/.exec(pipelineWith())?.[0] ?? '';
    expect(await onlyProblemOf([stagesLine, `stages: [ ${stages} ]`])).toMatchObject({
      code: 'SPEC_VALUE_INVALID',
      path,
    });
  });

  test('a quorum that nobody can reach is refused', async () => {
    expect(await onlyProblemOf(['quorum: 2', 'quorum: 3'])).toMatchObject({
      path: 'promotion.approvals.quorum',
      observed: '2 principals',
    });
    expect(await onlyProblemOf(['quorum: 2', 'quorum: 1'])).toMatchObject({
      path: 'promotion.approvals.quorum',
      observed: '1',
    });
  });

  test('a section without the one that it builds on is refused', async () => {
    const text = pipelineWith().replace(/^labels: .*$/m, '');
    const loaded = await loadSpec(await pipelineFolder({ 'pipeline.yaml': text }));
    expect(loaded.ok ? [] : loaded.problems).toContainEqual(
      expect.objectContaining({
        path: 'model',
        expected: 'a section `labels`',
      }),
    );
  });
});

test('an undeclared maxAdvance is noted, not refused', async () => {
  const loaded = await loadSpec(
    await pipelineFolder({
      'pipeline.yaml': pipelineWith(['2d, maxAdvance: 7d', '2d']),
    }),
  );
  expect(loaded).toMatchObject({
    ok: true,
    value: {
      notes: [{ path: 'sources.outcomes.watermark', at: { line: 12 } }],
    },
  });
});

test('a dry run of windows asks for no contracts and no gates', async () => {
  const text = `apiVersion: tidegate.dev/v1
kind: Pipeline
name: dry
sources: { a: { watermark: { maxDisorder: 1h } } }
windows: { align: [a], size: 1h, allowedLateness: 0ms }
`;
  const file = await pipelineFolder({ 'pipeline.yaml': text });
  expect((await loadSpec(file, 'windows')).ok).toBe(true);
  const loaded = await loadSpec(file);
  expect(loaded.ok ? [] : loaded.problems.map((p) => p.path)).toEqual([
    'sources.a.contract',
    'sources.a.eventTime',
    'gates',
  ]);
});
