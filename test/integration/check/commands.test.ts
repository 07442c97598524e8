import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { eventually } from '#test/support/eventually.ts';
import { checked, folderWith } from './gate-folder.ts';

/** A Python program that says one thing, whatever it is asked. */
const saying = (text: string): string => `import sys\nsys.stdout.write(${JSON.stringify(text)})\n`;
const passing = saying('{"findings": [{"verdict": "pass"}]}');

async function python(program: string, more: Readonly<Record<string, unknown>> = {}) {
  return checked(await folderWith({ 'checks.py': program }), { run: ['python3', 'checks.py'], ...more });
}

describe('a program as a check', () => {
  it('is told of the rows, the reference and the columns, and of nothing else', async () => {
    const program = `
import json, os, sys
question = json.load(sys.stdin)
magic = [open(path, "rb").read(4).decode() for path in question["files"] + question["reference"]]
seen = {"source": question["source"], "magic": magic, "columns": question["columns"], "keys": sorted(question)}
seen |= {"env": sorted(set(os.environ) - {"LC_CTYPE"}), "here": os.listdir(), "args": sys.argv[1:]}
json.dump({"findings": [{"verdict": "pass", "observed": seen}]}, sys.stdout)
`;
    const folder = await folderWith({ 'checks.py': program, 'beside.txt': 'not named' });
    const command = { run: ['/usr/bin/env', 'python3', 'checks.py', 'a b', ''] };
    vi.stubEnv('TIDEGATE_TEST_SECRET', 'hidden');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { finding, faults } = await checked(folder, command, { reference: true });
    expect(faults).toEqual([]);
    const observed = {
      source: 'data',
      magic: ['PAR1', 'PAR1'],
      columns: [
        { name: 'x', type: 'BIGINT' },
        { name: 'day', type: 'DATE' },
      ],
      keys: ['columns', 'files', 'reference', 'source'],
      here: ['checks.py'],
      args: ['a b', ''],
    };
    expect(finding).toMatchObject({ verdict: 'pass', observed: { findings: [{ observed }] } });
    const [first] = finding.observed.findings as { observed: { env: string[] } }[];
    expect(first?.observed.env).toEqual(expect.arrayContaining(['HOME', 'LANG', 'PATH', 'TMPDIR']));
    expect(first?.observed.env.filter((name) => name.startsWith('TIDEGATE'))).toEqual([]);
  });

  it('may be one of Node', async () => {
    const program = `
      import { readFileSync } from 'node:fs';
      const { columns } = JSON.parse(readFileSync(0, 'utf8'));
      console.log(JSON.stringify({ findings: [{ verdict: 'fail', column: columns[0].name, affected: 2 }] }));
    `;
    const folder = await folderWith({ 'lib/checks.mjs': program });
    const command = { name: 'own', run: [process.execPath, 'lib/checks.mjs'], files: ['lib'] };
    const { finding } = await checked(folder, command);
    expect(finding).toMatchObject({
      check: 'command',
      verdict: 'fail',
      code: 'OWN_CHECK_FAILED',
      column: 'x',
      affected: 2,
    });
    expect(finding.expected).toEqual({
      name: 'own',
      run: [process.execPath, 'lib/checks.mjs'],
      program: expect.stringMatching(/^sha256:/),
    });
  });

  it('is made of all that `files` names, folders too, and of what `run` names', async () => {
    const folder = await folderWith({
      'checks.py': 'from rules.price import verdict\nprint(\'{"findings": [{"verdict": "%s"}]}\' % verdict)\n',
      'rules/price.py': 'verdict = "inconclusive"\n',
      'rules/__pycache__/price.pyc': 'stale',
    });
    const run = ['python3', 'checks.py'];
    expect((await checked(folder, { run, files: ['rules/'] })).finding).toMatchObject({
      verdict: 'inconclusive',
      code: 'OWN_CHECK_INCONCLUSIVE',
    });
    const { finding, faults } = await checked(folder, { run });
    expect(finding).toMatchObject({ verdict: 'error', code: 'COMMAND_FAILED' });
    expect(faults).toEqual([expect.stringContaining("exited 1: ModuleNotFoundError: No module named 'rules'")]);
  });
});

describe('a program that does not tell', () => {
  const found = (finding: string): string => saying(`{"findings": [${finding}]}`);
  const failed = 'COMMAND_FAILED';
  const invalid = 'COMMAND_OUTPUT_INVALID';
  it.each([
    ['exits with another status, whatever it wrote', `${passing}sys.exit(3)`, failed, /exited 3$/],
    ['throws', 'raise ValueError("boom")', failed, /exited 1: ValueError: boom/],
    ['is ended by a signal', 'import os\nos.kill(os.getpid(), 11)', failed, /ended by SIGSEGV/],
    ['writes nothing', '', invalid, /JSON/],
    ['writes no JSON', saying('all is well'), invalid, /JSON/],
    ['writes two documents', saying('{"findings": [{"verdict": "pass"}]}{}'), invalid, /JSON/],
    ['writes numbers that are none', found('{"verdict": "pass", "observed": {"x": NaN}}'), invalid, /JSON/],
    ['writes numbers beyond doubles', found('{"verdict": "pass", "observed": {"x": 1e999}}'), invalid, /findings\.0/],
    ['writes another encoding', 'import sys\nsys.stdout.buffer.write(b"\\xff")', invalid, /encoded data/],
    ['writes half a surrogate pair', found('{"verdict": "pass", "code": "\\ud800"}'), invalid, /surrogate/],
    ['finds nothing', saying('{"findings": []}'), invalid, /findings/],
    ['gives a verdict that is none', found('{"verdict": "error"}'), invalid, /verdict/],
    ['says what nobody asked', found('{"verdict": "pass", "passed": true}'), invalid, /passed/],
    ['counts backwards', found('{"verdict": "fail", "affected": -1}'), invalid, /affected/],
    [
      'nests',
      found(`{"verdict": "pass", "observed": {"x": ${'['.repeat(5000)}${']'.repeat(5000)}}}`),
      invalid,
      /levels/,
    ],
    ['finds too many', `print('{"findings": [' + ",".join(['{"verdict": "pass"}'] * 101) + ']}')`, invalid, /findings/],
    ['writes too much', 'while True: print("x" * 4096)', invalid, /more than 32768 bytes/],
  ])('%s', async (_, program, code, fault) => {
    const { finding, faults } = await python(program);
    expect(finding).toMatchObject({ verdict: 'error', code, expected: { run: ['python3', 'checks.py'] } });
    expect(faults).toEqual([expect.stringMatching(fault)]);
  });

  it.each([['no-such-program'], ['/no/such/program']])('is not there: %s', async (program) => {
    const { finding, faults } = await checked(await folderWith({}), { run: [program] });
    expect(finding).toMatchObject({ verdict: 'error', code: failed, expected: { run: [program] } });
    expect(faults).toHaveLength(1);
  });

  it('takes too long, and is ended with all that it began', async () => {
    // Of a shell, for that has begun long before the time is over.
    const program = `sh -c "trap '' TERM; sleep 300 & wait" &\necho "$$ $!" > "$1"\nwait\n`;
    const folder = await folderWith({ 'slow.sh': program });
    const pids = join(folder, 'pids');
    const command = { run: ['sh', 'slow.sh', pids], timeout: '2s' };
    expect((await checked(folder, command)).finding).toMatchObject({ verdict: 'error', code: 'CHECK_TIMED_OUT' });
    const group = (await readFile(pids, 'utf8')).split(' ');
    expect(group).toHaveLength(2);
    // The group's first process is the program itself.
    await eventually(() => expect(aliveIn(String(group[0]))).toEqual([]));
  });

  it('is ended with all that it began when the check is given up', async () => {
    const program =
      'import subprocess, sys, os\nopen(sys.argv[1], "w").write(str(os.getpid()))\nsubprocess.run(["sleep", "300"])\n';
    const folder = await folderWith({ 'slow.py': program });
    const pids = join(folder, 'pids');
    const stop = new AbortController();
    const running = checked(folder, { run: ['python3', 'slow.py', pids] }, { signal: stop.signal });
    await eventually(async () => expect(await readFile(pids, 'utf8')).not.toBe(''));
    stop.abort(new Error('given up'));
    await expect(running).rejects.toThrow('given up');
    const group = await readFile(pids, 'utf8');
    await eventually(() => expect(aliveIn(group)).toEqual([]));
  });

  it('takes too much memory', async () => {
    const { finding, faults } = await python('x = b"x" * 2_000_000_000', { memory: '256MB' });
    expect(finding).toMatchObject({ verdict: 'error', code: failed });
    expect(faults).toEqual([expect.stringContaining('MemoryError')]);
  });
});

describe('the report', () => {
  const command = { run: ['python3', 'checks.py'], files: ['rules.txt'] };
  const digestOf = async (files: Readonly<Record<string, string>>, more = {}) =>
    (await checked(await folderWith({ 'checks.py': passing, 'rules.txt': 'a', ...files }), { ...command, ...more }))
      .digest;

  it('is the same for the same program, wherever it lies and whatever lies beside it', async () => {
    expect(await digestOf({ 'notes.txt': 'x' })).toBe(await digestOf({}));
  });

  it.each<[string, Record<string, string>, object]>([
    ['another program', { 'checks.py': `${passing}# changed\n` }, {}],
    ['another file that it reads', { 'rules.txt': 'b' }, {}],
    ['another name of a file', { 'rules.txt': 'a', 'other.txt': 'a' }, { files: ['other.txt'] }],
    ['other arguments', {}, { run: ['python3', 'checks.py', '--strict'] }],
  ])('is another for %s', async (_, files, more) => {
    expect(await digestOf(files, more)).not.toBe(await digestOf({}));
  });

  it('is another for another program that fails to tell', async () => {
    const [first, second] = ['import sys\nsys.exit(1)', 'import sys\nsys.exit(2)'];
    expect(await digestOf({ 'checks.py': first })).not.toBe(await digestOf({ 'checks.py': second }));
  });
});

/** Processes of a group that are not dead. */
function aliveIn(group: string): string[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pgid=,stat=,args='], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => new RegExp(`^\\s*${group}\\s+[^Z]`).test(line));
}
