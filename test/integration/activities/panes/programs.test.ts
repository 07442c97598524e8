import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Measure } from '#contracts/measure.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';
import { at, day, first, openStream } from './stream.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const program = `
import json, sys
question = json.load(sys.stdin)
sizes = [len(open(path, "rb").read()) > 0 for path in question["files"] + question["reference"]]
observed = {"source": question["source"], "window": question["window"], "sizes": sizes}
json.dump({"findings": [{"verdict": "fail", "code": "ODD", "observed": observed}]}, sys.stdout)
`;

it('a gate of a pipeline runs a program over the snapshot of its pane, as it was applied', async () => {
  const stream = openStream(bench);
  await stream.rows(`SELECT ${at(0)} AS scheduled_at, 1 AS x`, { rows: 1 });
  const { digest } = await bench.artifacts.put(Buffer.from(program));
  const counted: Measure = { kind: 'rows', source: 'flights' };
  const { parts } = await stream.activities.assembleSnapshot({ ...stream.pane(), plan: [counted] });
  const reference = parts.flights ?? '';
  const window = { start: first, end: first + day };
  const limits = { timeout: 20_000, memory: 500_000_000 };
  const command: Measure = {
    kind: 'command',
    source: 'flights',
    run: ['python3', 'odd.py'],
    files: [{ path: 'odd.py', digest }],
    ...limits,
    reference,
    window,
  };
  const missing: Measure = { ...command, files: [] };
  const plan = [counted, command, missing];
  const { measurements } = await stream.activities.assembleSnapshot({ ...stream.pane(), plan });
  const observed = {
    source: 'flights',
    window: { start: '2013-05-01T00:00:00Z', end: '2013-05-02T00:00:00Z' },
    sizes: [true, true],
  };
  expect(measurements).toEqual([
    { count: '1' },
    { command: [{ verdict: 'fail', code: 'ODD', observed }] },
    { error: 'COMMAND_FAILED' },
  ]);
});
