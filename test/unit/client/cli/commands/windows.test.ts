import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { tidegate } from '#test/support/command.ts';
import { pipelineFolder } from '#test/support/spec-folder.ts';

const small = `name: small
sources:
  a: { watermark: { maxDisorder: 0ms } }
windows: { size: 10ms, allowedLateness: 5ms }
`;

async function played(spec: string, ...lines: string[]) {
  const file = await pipelineFolder({ 'pipeline.yaml': spec });
  const arrivals = join(dirname(file), 'arrivals.ndjson');
  await writeFile(arrivals, lines.join('\n'));
  return tidegate(['windows', file, '--arrivals', arrivals, '--json']);
}

const arrive = (id: string, minTime: number) =>
  JSON.stringify({ arrive: { id, source: 'a', minTime, maxTime: minTime } });

test('a name, sources and windows are enough, and each pane is a line', async () => {
  const { exit, out, err } = await played(
    small,
    arrive('1', 3),
    '',
    arrive('1', 3),
    arrive('2', 12),
    arrive('3', 40),
    arrive('4', 1),
  );
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { duplicate: { id: '1' } },
    { pane: { start: 0, end: 10, index: 0, timing: 'on-time', arrivals: ['1'] } },
    { pane: { start: 10, end: 20, index: 0, timing: 'on-time', arrivals: ['2'] } },
    { expired: { id: '4' } },
  ]);
});

test.for([
  ['no JSON', 'half a li'],
  ['another key', '{"arrives":{}}'],
  ['a time that is no whole number', '{"arrive":{"id":"1","source":"a","minTime":1.5,"maxTime":2}}'],
] as const)('a line that is %s: exit 2, with its number', async ([, line]) => {
  const { exit, err } = await played(small, arrive('1', 3), line);
  expect(exit).toBe(2);
  expect(err).toContain('ARRIVAL_MALFORMED');
  expect(err).toContain('arrivals.ndjson:2');
});

test('late panes by wall time: refused with a code, for a schedule has none', async () => {
  const { exit, err } = await played(small.replace('5ms }', '5ms, late: { every: 10m } }'));
  expect(exit).toBe(2);
  expect(err).toContain('LATE_EVERY_WALL_TIME');
});

test('a schedule that is not there: exit 2', async () => {
  const file = await pipelineFolder({ 'pipeline.yaml': small });
  const { exit, err } = await tidegate(['windows', file, '--arrivals', `${file}.nowhere`]);
  expect(exit).toBe(2);
  expect(err).toContain('cannot be read');
});

test('what another spec decides otherwise is a difference: lines that only one of them has, and a summary', async () => {
  const file = await pipelineFolder({
    'pipeline.yaml': small,
    'wider.yaml': small.replace('allowedLateness: 5ms', 'allowedLateness: 1h'),
  });
  const arrivals = join(dirname(file), 'arrivals.ndjson');
  await writeFile(arrivals, [arrive('1', 3), arrive('2', 30), arrive('3', 4)].join('\n'));
  const wider = join(dirname(file), 'wider.yaml');
  const { exit, out, err } = await tidegate(['windows', file, '--arrivals', arrivals, '--spec', wider, '--json']);
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { only: 'before', expired: { id: '3' } },
    { only: 'after', pane: { start: 0, end: 10, index: 1, timing: 'late', arrivals: ['1', '3'] } },
    { summary: { same: { pane: 1 }, before: { expired: 1 }, after: { pane: 1 } } },
  ]);
});

test.for([
  ['neither a schedule nor a run', []],
  ['both', ['--arrivals', '-', '--from-run', 'stream/small/all']],
] as const)('%s: exit 2', async ([, more]) => {
  const file = await pipelineFolder({ 'pipeline.yaml': small });
  const { exit, err } = await tidegate(['windows', file, ...more]);
  expect(exit).toBe(2);
  expect(err).toContain('USAGE');
});

test('a schedule of a file without a spec: exit 2', async () => {
  const { exit, err } = await tidegate(['windows', '--arrivals', '-']);
  expect(exit).toBe(2);
  expect(err).toContain('USAGE');
});
