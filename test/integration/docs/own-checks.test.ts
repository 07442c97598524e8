import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '#stores/settings.ts';
import { tidegate } from '#test/support/command.ts';
import { trainerPath } from '#test/support/trainer-environment.ts';

test('the checks of one’s own that gates.md shows judge the orders of the example', async () => {
  const own = join(projectRoot, 'examples/own-checks');
  const orders = join(projectRoot, 'examples/own-batch/orders.csv');
  const args = ['check', join(own, 'gate.yaml'), '--data', orders, '--json'];
  const { exit, out, err } = await tidegate(args, { PATH: [await trainerPath(), process.env.PATH].join(delimiter) });
  expect(exit, out + err).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    verdict: 'pass',
    data: { rows: 5 },
    findings: [
      {
        check: 'command',
        observed: { passed: 2, findings: [{ observed: { broken: 0 } }, { observed: { busiest: 1 } }] },
      },
      { check: 'custom', column: 'amount', expected: { check: 'spread@1', max: 1000 } },
    ],
  });
});
