import { access, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Digest } from '#contracts/digest.ts';
import type { Measure } from '#contracts/measure.ts';
import { sha256 } from '#domain/digest.ts';
import { eventually } from '#test/support/eventually.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';

let bench: Workbench;
let rows: string;
beforeAll(async () => {
  bench = await openWorkbench();
  rows = await bench.parquet('rows', 'SELECT range AS x FROM range(4)');
});
afterAll(() => bench.close());

/** A module that registers one check: it counts rows, but for what a test replaces. */
const moduleOf = (more: { readonly measures?: string; readonly find?: string; readonly head?: string } = {}) => `
import { countOf, defineCheck, z } from 'tidegate/checks';
${more.head ?? ''}
export default [defineCheck({
  name: 'few',
  version: '1',
  options: z.strictObject({ max: z.number() }),
  measures: (options, context) => ${more.measures ?? "[{ kind: 'rows', source: context.source }]"},
  find(options, answers, context) {
    ${more.find ?? "const rows = countOf(answers, { kind: 'rows', source: context.source }); return { verdict: rows > options.max ? 'fail' : 'pass', observed: { rows } };"}
  },
})];
`;

/** Keeps a thread from going on, and takes nothing for it. */
const forever = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);';

let modules = 0;
async function kept(text: string): Promise<Digest> {
  modules += 1;
  const file = join(bench.scratch, `module-${modules}.ts`);
  await writeFile(file, text);
  return (await bench.artifacts.putFile(file)).digest;
}

async function ask(text: string, more: Partial<Extract<Measure, { kind: 'custom' }>> = {}) {
  const faults: string[] = [];
  const custom = {
    kind: 'custom',
    source: 'orders',
    check: 'few@1',
    module: await kept(text),
    options: { max: 3 },
    timeout: 10_000,
    previousRows: [7],
    ...more,
  } as const;
  const [count, answer] = await bench.measure({
    plan: [{ kind: 'rows', source: 'orders' }, custom],
    files: new Map([['orders', [rows]]]),
    reference: async () => [],
    onFault: (fault) => faults.push(fault),
  });
  expect(count).toEqual({ count: '4' });
  return { answer, faults: faults.join() };
}

describe('a check of a user’s', () => {
  it('judges what it asked for', async () => {
    expect((await ask(moduleOf())).answer).toEqual({ command: [{ verdict: 'fail', observed: { rows: 4 } }] });
    expect((await ask(moduleOf(), { options: { max: 4 } })).answer).toMatchObject({ command: [{ verdict: 'pass' }] });
  });

  it('is told its source, what drift is measured against, and how many rows came before', async () => {
    const told = moduleOf({ measures: '[]', find: "return { verdict: 'pass', observed: { ...context } };" });
    const reference = sha256('reference');
    expect((await ask(told, { reference })).answer).toEqual({
      command: [{ verdict: 'pass', observed: { source: 'orders', reference, previousRows: [7] } }],
    });
  });

  it('sees nothing of the environment', async () => {
    const told = moduleOf({ measures: '[]', find: "return { verdict: 'pass', observed: { ...process.env } };" });
    expect((await ask(told)).answer).toEqual({ command: [{ verdict: 'pass', observed: {} }] });
  });

  it('is an error where the engine has no answer to what it asked', async () => {
    const asking = moduleOf({ measures: "[{ kind: 'nulls', source: context.source, column: 'y' }]" });
    expect((await ask(asking)).answer).toEqual({ error: 'COLUMN_MISSING' });
  });

  it.each<[string, string, RegExp]>([
    ['throws as it asks', moduleOf({ measures: "(() => { throw new Error('no measure'); })()" }), /no measure/],
    ['throws as it judges', moduleOf({ find: "throw new Error('no finding\\nat all');" }), /no finding$/],
    ['asks what nothing answers', moduleOf({ measures: "[{ kind: 'vibes', source: 'orders' }]" }), /kind/],
    ['asks about another source', moduleOf({ measures: "[{ kind: 'rows', source: 'weather' }]" }), /rows of weather/],
    ['promises measures', moduleOf({ measures: 'Promise.resolve([])' }), /expected array/],
    ['reads what it did not ask for', moduleOf({ measures: '[]' }), /without asking/],
    ['promises a finding', moduleOf({ find: "return Promise.resolve({ verdict: 'pass' });" }), /verdict/],
    ['gives a verdict that is none', moduleOf({ find: "return { verdict: 'error' };" }), /verdict/],
    ['gives what is no JSON', moduleOf({ find: "return { verdict: 'pass', observed: { x: 1n } };" }), /observed/],
    ['ends its process', moduleOf({ find: 'process.exit(0);' }), /ended its thread/],
    [
      'fails later',
      moduleOf({
        head: "setTimeout(() => { throw new Error('later'); });",
        measures: '(() => { for (const end = Date.now() + 50; Date.now() < end; ); return []; })()',
        find: "return { verdict: 'pass' };",
      }),
      /later/,
    ],
    ['takes all memory', moduleOf({ find: 'const all = []; for (;;) all.push(new Array(1e6).fill(0.5));' }), /memory/i],
  ])('is faulty for itself alone that %s', async (_, text, fault) => {
    const { answer, faults } = await ask(text);
    expect(answer).toEqual({ error: 'CUSTOM_CHECK_FAULTY' });
    expect(faults).toMatch(fault);
  });

  // One is busy all the while; that the others only wait spares the machine.
  it.each([
    ['asking', moduleOf({ measures: `(() => { ${forever} })()` })],
    ['judging', moduleOf({ find: 'for (;;);' })],
    ['being loaded', moduleOf({ head: forever })],
  ])('is ended where it takes too long %s', async (_, text) => {
    expect((await ask(text, { timeout: 1_000 })).answer).toEqual({ error: 'CHECK_TIMED_OUT' });
  });

  it('is ended when the work is cancelled', async () => {
    const cancelled = new AbortController();
    const mark = join(bench.folder, 'judging');
    const head = "import { writeFileSync } from 'node:fs';";
    const module = await kept(moduleOf({ head, find: `writeFileSync(${JSON.stringify(mark)}, ''); for (;;);` }));
    const plan: Measure[] = [
      {
        kind: 'custom',
        source: 'orders',
        check: 'few@1',
        module,
        options: { max: 3 },
        timeout: 60_000,
        previousRows: [],
      },
    ];
    const files = new Map([['orders', [rows]]]);
    const measuring = bench.measure({ plan, files, reference: async () => [], signal: cancelled.signal });
    void eventually(() => access(mark)).then(() => cancelled.abort(new Error('no longer wanted')));
    await expect(measuring).rejects.toThrow('no longer wanted');
  });

  it('may print what it likes: nobody reads it', async () => {
    const loud = moduleOf({
      find: "for (let i = 0; i < 1e5; i += 1) console.log('x'.repeat(100)); return { verdict: 'pass' };",
    });
    expect((await ask(loud)).answer).toEqual({ command: [{ verdict: 'pass' }] });
  });

  it('leaves nothing behind, whatever became of it', async () => {
    await ask(moduleOf());
    await ask(moduleOf({ find: 'process.exit(0);' }));
    const missing = { module: sha256('never stored') };
    await expect(ask(moduleOf(), missing)).rejects.toThrow();
    expect((await readdir(bench.scratch)).filter((name) => name.startsWith('custom-'))).toEqual([]);
  });

  it('that its module does not register is faulty', async () => {
    expect((await ask(moduleOf(), { check: 'many@1' })).answer).toEqual({ error: 'CUSTOM_CHECK_FAULTY' });
  });
});
