import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GateFile } from '#contracts/check.ts';
import { checkFiles } from '#files/check/run.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';

let bench: Workbench;
let made = 0;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

async function check(text: string | Buffer, checks: readonly unknown[], name = 'rows.csv') {
  const folder = await bench.folderFor(`texts-${made++}`);
  const scratch = await bench.folderFor(`scratch-${made++}`);
  const path = join(folder, name);
  await writeFile(path, text);
  const data = { format: name.endsWith('.csv') ? 'csv' : 'ndjson', paths: [path] } as const;
  return checkFiles({ gate: GateFile.parse({ name: 'texts', checks }), data, scratch });
}

const typed = (type: string) => [{ schema: { columns: { x: type } } }];

describe('a column of texts', () => {
  test.each([
    ['integer', ['1', '-20', '+3']],
    ['integer', ['1', '12345678901234567890123456789012345678']],
    ['number', ['1', '2.5', '1e300', 'NaN', 'inf']],
    ['boolean', ['true', 'FALSE']],
    ['date', ['2013-05-01', '1969-12-31']],
    ['timestamp', ['2013-05-01T06:00:00Z', '2013-05-01 06:00:00', '2013-05-01T08:00:00+02:00']],
    ['number', [' 1', '2.5 ']],
    ['string', ['1_000', '2_000']],
    ['string', ['1', 'a']],
    ['string', ['1', '123456789012345678901234567890123456789']],
    ['number', ['', '']],
  ])('is of type %s: %j', async (type, values) => {
    const { report } = await check(`x\n${values.map((value) => `"${value}"`).join('\n')}\n`, typed(type));
    expect(report.findings[0]).toMatchObject({ verdict: 'pass' });
  });

  test('keeps whole numbers beyond a double apart', async () => {
    const { report } = await check('x\n10000000000000000000000001\n10000000000000000000000002\n', [
      { unique: { column: 'x' } },
    ]);
    expect(report.findings[0]).toMatchObject({ verdict: 'pass', observed: { repeats: 0 } });
  });
});

test('many whole numbers are typed in little time', async () => {
  const rows = Array.from({ length: 200_000 }, (_, i) => `${4_000_000_000_000_000_000n + BigInt(i)}`);
  const began = performance.now();
  const { report } = await check(`x\n${rows.join('\n')}\n`, typed('integer'));
  expect(report.verdict).toBe('pass');
  // Straight to a decimal it would be a fiftieth of a millisecond for each, and more.
  expect(performance.now() - began).toBeLessThan(5_000);
});

describe('a file that is not what it seems', () => {
  test.each([
    ['nothing', ''],
    ['a ragged row', 'x,y\n1,2\n3\n'],
    ['half a row', 'x\n"1\n'],
    ['another encoding', Buffer.from('x\ncaf\xe9\n', 'latin1')],
    ['a column that is named twice', 'x,x\n1,2\n'],
    ['a column that is named twice but for the case of its letters', 'x,X\n1,2\n'],
    ['a column without a name', ',x\n0,1\n'],
    ['a column with a NUL in its name', 'x\0,y\n1,2\n'],
  ])('is an error, never a pass: %s', async (_, text) => {
    const { report, faults } = await check(text, [{ rowCount: { min: 0 } }]);
    expect(report).toMatchObject({ verdict: 'error', findings: [{ code: 'DATA_UNREADABLE' }] });
    expect(faults).not.toEqual([]);
  });

  test('half a line of JSON', async () => {
    const { report } = await check('{"x":1}\n{"x":', [{ rowCount: { min: 0 } }], 'rows.ndjson');
    expect(report.findings[0]).toMatchObject({ code: 'DATA_UNREADABLE' });
  });

  test('a mark of the byte order and Windows’ ends of lines are no part of the rows', async () => {
    const { report } = await check('\ufeffx\r\n"a\r\nb"\r\nc\r\n', [
      { rowCount: { min: 2, max: 2 } },
      { nullRate: { column: 'x', max: 0 } },
    ]);
    expect(report.verdict).toBe('pass');
  });

  test('names that look like SQL are names', async () => {
    const name = 'a""; drop table data; --';
    const { report } = await check(`"${name}","d.o.t","é😀"\n1,2,3\n`, [
      { nullRate: { column: name.replaceAll('""', '"'), max: 0 } },
      { unique: { column: 'd.o.t' } },
      { range: { column: 'é😀', min: 3, max: 3 } },
    ]);
    expect(report.verdict).toBe('pass');
  });
});

describe('NDJSON', () => {
  test('may be nested deeply, and takes no time for it', async () => {
    const deep = `${'['.repeat(3_000)}${']'.repeat(3_000)}`;
    const { report } = await check(`{"x":${deep}}\n{"x":[]}\n`, [{ unique: { column: 'x' } }], 'deep.ndjson');
    expect(report.findings[0]).toMatchObject({ verdict: 'pass', observed: { rows: 2 } });
  });

  test('with a NUL in a name is an error, never a pass', async () => {
    const { report, faults } = await check(
      '{"x\\u0000y":1}\n{"x\\u0000y":"a"}\n',
      [{ rowCount: { min: 1 } }],
      'nul.ndjson',
    );
    expect(report).toMatchObject({ verdict: 'error', findings: [{ code: 'DATA_UNREADABLE' }] });
    expect(faults).toEqual(['a file names a column "x\\u0000y", which no text is']);
  });
});
