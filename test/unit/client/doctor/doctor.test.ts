import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { linesOfDiagnoses } from '#client/cli/commands/doctor/text.ts';
import { tablesFound } from '#client/doctor/catalog.ts';
import { aheadBy } from '#client/doctor/clock.ts';
import { type Examination, failing, warning, well } from '#client/doctor/diagnosis.ts';
import { examineAll } from '#client/doctor/examine.ts';
import { foundOf } from '#client/doctor/gateway.ts';
import { isOlder } from '#client/doctor/temporal.ts';
import { TidegateError } from '#contracts/problem.ts';

const examination = (look: Examination['look']): Examination => ({
  what: 'catalog',
  code: 'CATALOG_UNAVAILABLE',
  look,
});

describe('an examination', () => {
  test('gives what it finds, in the order of the list', async () => {
    const slow = examination(async () => {
      await sleep(20);
      return well('slow');
    });
    const quick = examination(async () => warning('quick', 'hurry'));
    expect(await examineAll([slow, quick], {})).toEqual([
      { what: 'catalog', state: 'ok', observed: 'slow' },
      { what: 'catalog', state: 'warn', observed: 'quick', fix: 'hurry' },
    ]);
  });

  test('that does not answer in time has failed', async () => {
    const silent = examination(() => new Promise(() => undefined));
    expect(await examineAll([silent], { CATALOG_UNAVAILABLE: 'start it' }, 10)).toEqual([
      { what: 'catalog', state: 'fail', observed: 'no answer in time', fix: 'start it', code: 'CATALOG_UNAVAILABLE' },
    ]);
  });

  test('that throws has failed, with the command for its code before the remedy of the problem', async () => {
    const problem = { code: 'STORE_UNAVAILABLE', message: 'refused', observed: 'EACCES', remedy: 'open it' } as const;
    const look = () => Promise.reject(new TidegateError(problem));
    const failed = { what: 'catalog', state: 'fail', observed: 'refused (EACCES)', code: 'STORE_UNAVAILABLE' };
    expect(await examineAll([examination(look)], {})).toEqual([{ ...failed, fix: 'open it' }]);
    expect(await examineAll([examination(look)], { STORE_UNAVAILABLE: 'chmod' })).toEqual([
      { ...failed, fix: 'chmod' },
    ]);
  });

  test('that throws anything else has failed all the same', async () => {
    const [diagnosis] = await examineAll([examination(() => Promise.reject(new RangeError('odd')))], {});
    expect(diagnosis).toMatchObject({ state: 'fail', observed: 'RangeError: odd', code: 'CATALOG_UNAVAILABLE' });
  });
});

test.each([
  ['within the answer’s way', { asked: 100, told: 150, answered: 200 }, 0],
  ['at its beginning', { asked: 100, told: 100, answered: 200 }, 0],
  ['behind', { asked: 100, told: 90, answered: 200 }, -10],
  ['ahead', { asked: 100, told: 6_200, answered: 200 }, 6_000],
  ['read while ours was set back', { asked: 100, told: 95, answered: 50 }, -5],
])('another clock %s', (_, reading, ahead) => {
  expect(aheadBy(reading)).toBe(ahead);
});

test.each([
  ['1.31.9', true],
  ['1.32.0', false],
  ['1.100.0', false],
  ['2.0.0', false],
  ['0.99.0', true],
  ['1.32.0-rc.1', false],
])('the server %s is older than 1.32.0: %s', (version, older) => {
  expect(isOlder(version, '1.32.0')).toBe(older);
});

test.each([
  [{ applied: [], pending: ['001'], unknown: [] }, 'ok'],
  [{ applied: ['001'], pending: [], unknown: [] }, 'ok'],
  [{ applied: ['001'], pending: ['002'], unknown: [] }, 'warn'],
  [{ applied: ['001', '002'], pending: [], unknown: ['002'] }, 'fail'],
  [{ applied: ['000'], pending: ['001'], unknown: ['000'] }, 'fail'],
])('a catalog with the migrations %j: %s', (migrations, state) => {
  expect(tablesFound(migrations).state).toBe(state);
});

describe('a gateway', () => {
  const url = 'http://127.0.0.1:7433';
  const ready = { ready: true };
  const parts = { temporal: ready, artifacts: ready, worker: ready, catalog: ready };
  const missing = (code: 'WORKER_UNAVAILABLE' | 'STORE_UNAVAILABLE') => ({ ready: false, code, remedy: 'as it says' });

  test('that is ready is well', () => {
    expect(foundOf(url, { status: 'ready', parts }, {})).toEqual(well(`${url} answers, ready`));
  });
  test('that is degraded is warned of, with the fix of what it misses', () => {
    const readiness = { status: 'degraded', parts: { ...parts, worker: missing('WORKER_UNAVAILABLE') } } as const;
    expect(foundOf(url, readiness, { WORKER_UNAVAILABLE: 'start one' })).toEqual(
      warning(`${url} answers, degraded; worker WORKER_UNAVAILABLE`, 'start one'),
    );
  });
  test('that is unavailable fails', () => {
    const readiness = { status: 'unavailable', parts: { ...parts, artifacts: missing('STORE_UNAVAILABLE') } } as const;
    expect(foundOf(url, readiness, {})).toEqual(
      failing(`${url} answers, unavailable; artifacts STORE_UNAVAILABLE`, 'as it says'),
    );
  });
});

test('on a terminal a fix that mends several lines is told once, and the end counts', () => {
  const down = failing('does not answer', 'npx tidegate dev');
  const lines = linesOfDiagnoses([
    { what: 'Temporal', ...down },
    { what: 'retention', ...down },
    { what: 'disk', ...warning('1.0 GB', 'du -sh') },
    { what: 'Node', ...well('24.21.0') },
  ]);
  // Where `CI` is set the lines have colours, terminal or not.
  expect(stripVTControlCharacters(lines.join('\n'))).toBe(`fail  Temporal   does not answer
                 fix: npx tidegate dev
fail  retention  does not answer
warn  disk       1.0 GB
                 fix: du -sh
ok    Node       24.21.0

2 of 4 failed, 1 warned of.`);
});
