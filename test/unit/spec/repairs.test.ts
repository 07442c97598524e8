import { describe, expect, test } from 'vitest';
import { loadSpec } from '#spec/load.ts';
import { pipelineFolder, pipelineWith } from '#test/support/spec-folder.ts';

describe('repairs', () => {
  /** The problems of a pipeline with these steps. */
  async function repairs(...steps: string[]) {
    const text = pipelineWith(['{ deduplicate: { by: [flight_id] } }', steps.join(', ')]);
    const loaded = await loadSpec(await pipelineFolder({ 'pipeline.yaml': text }));
    return loaded.ok ? [] : loaded.problems;
  }

  test.each([
    ["dropRows: { where: 'distance > and' }", 'SPEC_VALUE_INVALID', 'dropRows.where'],
    ["dropRows: { where: 'distanc > 0' }", 'SPEC_REFERENCE_DANGLING', 'dropRows.where'],
    ['cast: { column: distanc, to: integer }', 'SPEC_REFERENCE_DANGLING', 'cast.column'],
    ['cast: { column: distance, to: int }', 'SPEC_VALUE_INVALID', 'cast.to'],
    ['impute: { column: distance, with: mean }', 'SPEC_VALUE_INVALID', 'impute.with'],
    ['impute: { column: distance }', 'SPEC_VALUE_INVALID', 'impute'],
    ['clip: { column: distance }', 'SPEC_VALUE_INVALID', 'clip'],
    ['clip: { column: distance, min: 5, max: 1 }', 'SPEC_VALUE_INVALID', 'clip.min'],
    ['rename: { from: origin, to: origin }', 'SPEC_VALUE_INVALID', 'rename.to'],
    ['rename: { from: origin, to: scheduled_at }', 'SPEC_VALUE_INVALID', 'rename.to'],
    ["derive: { column: scheduled_at, as: 'null' }", 'SPEC_VALUE_INVALID', 'derive.column'],
    ["derive: { source: outcomes, column: late, as: 'true' }", 'SPEC_REFERENCE_DANGLING', 'derive.source'],
    ['derives: { column: late }', 'SPEC_KEY_UNKNOWN', 'derives'],
  ])('%s is %s at %s', async (step, code, path) => {
    expect(await repairs(`{ ${step} }`)).toMatchObject([
      { code, path: `gates.data.remediate[0].${path}`, at: { line: 19 } },
    ]);
  });

  test('an expression is quoted from where it is wrong', async () => {
    const [problem] = await repairs(`{ dropRows: { where: "distance > 0 or origin == 'JFK'" } }`);
    expect(problem).toMatchObject({
      message: '`where` is no expression: expected a value, at character 25',
      observed: "`= 'JFK'`",
      at: { line: 19, column: 39 },
    });
  });

  test('a step knows the columns that the steps before it made, and no others', async () => {
    expect(
      await repairs(
        '{ rename: { from: dist, to: distance } }',
        "{ derive: { column: far, as: 'distance > 1000' } }",
        "{ dropRows: { where: 'far is null' } }",
        '{ rename: { from: far, to: near } }',
        '{ cast: { column: near, to: integer } }',
      ),
    ).toEqual([]);
    expect(
      await repairs('{ rename: { from: origin, to: from } }', "{ dropRows: { where: 'origin is null' } }"),
    ).toMatchObject([{ code: 'SPEC_REFERENCE_DANGLING', observed: 'origin' }]);
  });
});
