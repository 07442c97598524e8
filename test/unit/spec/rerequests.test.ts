import { expect, test } from 'vitest';
import { loadSpec } from '#spec/load.ts';
import { pipelineFolder, pipelineWith } from '#test/support/spec-folder.ts';

const steps = 'remediate: [ { deduplicate: { by: [flight_id] } } ]';
const asking = 'remediate: [ { deduplicate: { by: [flight_id] } }, { rerequest: { within: 2h } } ]';
const receipts = 'receipts: { to: https://flights.example/receipts }';

const unheard = [`    ${receipts}\n`, ''] as const;

async function problems(...changes: (readonly [string, string])[]) {
  const heard = ['    eventTime: scheduled_at', `    ${receipts}\n    eventTime: scheduled_at`] as const;
  const text = pipelineWith(heard, [steps, asking], ...changes);
  const loaded = await loadSpec(await pipelineFolder({ 'pipeline.yaml': text }));
  return loaded.ok ? [] : loaded.problems.map(({ code, path, message }) => ({ code, path, message }));
}

test('a source may be asked for rows again where it hears of it', async () => {
  expect(await problems()).toEqual([]);
  expect(await problems(['onFail: quarantine', 'onFail: reject'])).toEqual([]);
  expect(await problems(unheard)).toMatchObject([
    { code: 'SPEC_VALUE_INVALID', message: 'nobody would hear that rows are asked for again' },
  ]);
  expect(await problems(unheard, ['access:', 'notices: { webhook: https://ops.example/ }\naccess:'])).toEqual([]);
});

test.each([
  ['rerequest: { within: 2h } }', 'rerequest: { source: flihts, within: 2h } }', 'SPEC_REFERENCE_DANGLING', '.source'],
  [
    'rerequest: { within: 2h } }',
    'rerequest: { source: outcomes, within: 2h } }',
    'SPEC_REFERENCE_DANGLING',
    '.source',
  ],
  [
    '{ rerequest: { within: 2h } }',
    '{ rerequest: { within: 2h } }, { rerequest: { within: 2h } }',
    'SPEC_VALUE_INVALID',
    '',
  ],
  ['allowedLateness: 2d', 'allowedLateness: 2h', 'SPEC_VALUE_INVALID', '.within'],
  ['onFail: quarantine', 'onFail: quarantine\n    hold: { deadline: 90m }', 'SPEC_VALUE_INVALID', '.within'],
  ['within: 2h', 'within: 0s', 'SPEC_VALUE_INVALID', '.within'],
])('%s as %s is %s', async (before, after, code, at) => {
  expect(await problems([before, after])).toMatchObject([{ code, path: `gates.data.remediate[1].rerequest${at}` }]);
});
