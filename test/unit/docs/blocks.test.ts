import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { admitRows } from '#client/gateway/rows/admit.ts';
import { rowReaders } from '#client/gateway/rows/read.ts';
import { CloudEvent } from '#contracts/arrival.ts';
import { Check, GateFile } from '#contracts/check.ts';
import { Contract, columnsOf } from '#contracts/contract.ts';
import { NoticeEvent, noticeType } from '#contracts/notice.ts';
import { ReceiptEvent, receiptType } from '#contracts/receipt.ts';
import { Remediation } from '#contracts/remediation.ts';
import { PipelineSpec } from '#contracts/spec.ts';
import { declared } from '#domain/gates/checks/bound.ts';
import { kinds } from '#domain/gates/checks/kinds.ts';
import { parseExpression } from '#domain/gates/expression/parse.ts';
import { declaredStep, isRerequest, repairsOf } from '#domain/gates/remediation.ts';
import { projectRoot } from '#stores/settings.ts';
import { documents } from './documents.ts';

/** Code that a document shows and that other tests run: the block is the file. */
test.each([
  ['docs/demo.md', 'examples/own-batch/announce.sh', 'sh'],
  ['docs/demo.md', 'examples/own-batch/announce.ts', 'ts'],
  ['docs/demo.md', 'examples/own-batch/announce.py', 'python'],
  ['docs/use/upstream.md', 'examples/upstream/python/announce.py', 'python'],
  ['docs/use/upstream.md', 'examples/upstream/typescript/announce.ts', 'ts'],
  ['docs/use/upstream.md', 'examples/upstream/airflow/orders.py', 'python'],
  ['docs/use/upstream.md', 'examples/upstream/dagster/orders.py', 'python'],
  ['docs/use/gates.md', 'examples/own-checks/checks.py', 'python'],
  ['docs/use/gates.md', 'examples/own-checks/checks.ts', 'ts'],
  ['docs/use/bring-your-trainer.md', 'examples/nyc-flights/trainer/minimal.py', 'python'],
])('%s shows %s as it is', (path, file, language) => {
  const text = readFileSync(join(projectRoot, file), 'utf8');
  const blocks = documents().find((document) => document.path === path)?.blocks ?? [];
  expect(blocks.filter(({ info }) => info === language).map((block) => block.text)).toContain(text);
});

const blocksOf = (language: string) =>
  documents().flatMap(({ path, blocks }) =>
    blocks.filter(({ info }) => info.split(' ')[0] === language).map(({ text }) => ({ path, text })),
  );

test('every event that a document shows is one that the gateway takes', () => {
  const events = blocksOf('json').filter(
    ({ text }) => text.includes('"type": "dev.tidegate.') && !text.includes(receiptType) && !text.includes(noticeType),
  );
  expect(events.length).toBeGreaterThan(1);
  for (const { path, text } of events)
    expect(CloudEvent.safeParse(JSON.parse(text)).error, `${path}: ${text}`).toBeUndefined();
});

test.each([
  ['receipt', ReceiptEvent],
  ['notice', NoticeEvent],
])('every %s that a document shows is one that is delivered', (kind, event) => {
  const shown = documents().flatMap(({ blocks }) => blocks.filter(({ info }) => info === `json ${kind}`));
  expect(shown).toHaveLength(1);
  for (const { text } of shown) expect(event.safeParse(JSON.parse(text)).error).toBeUndefined();
});

test('the rows that a document posts are rows of the example', () => {
  const [, written = ''] =
    /rows\/orders[\s\S]*? -d '([^']+)'/.exec(
      blocksOf('sh')
        .map(({ text }) => text)
        .join('\n'),
    ) ?? [];
  const contract = Contract.parse(
    parse(readFileSync(join(projectRoot, 'examples/own-batch/contracts/orders.yaml'), 'utf8')),
  );
  const given = rowReaders['application/json']?.(written);
  const { lines, refused } = admitRows(given ?? { rows: [], from: 'json' }, {
    columns: columnsOf(contract),
    eventTime: 'ordered_at',
  });
  expect({ taken: lines.length, refused }).toEqual({ taken: 1, refused: [] });
});

const isContract = ({ text }: { readonly text: string }): boolean => text.includes('kind: DataContract');

/** A block that begins with a section of a pipeline is one; other YAML is not looked at. */
const isPipeline = (block: { readonly text: string }): boolean =>
  Object.hasOwn(PipelineSpec.shape, /^\w+/.exec(block.text)?.[0] ?? '') && !isContract(block) && !isGate(block);

const isGate = ({ text }: { readonly text: string }): boolean => /^checks:/m.test(text);

test('every gate that a document shows is one, and gates.md shows every check by a line that is valid', () => {
  const gates = blocksOf('yaml').filter(isGate);
  expect(gates.length).toBeGreaterThan(0);
  for (const { path, text } of gates) expect(GateFile.safeParse(parse(text)).error, `${path}: ${text}`).toBeUndefined();
  const lines = blocksOf('yaml').filter(({ path, text }) => path === 'docs/use/gates.md' && text.startsWith('- '));
  const checks = lines.flatMap(({ text }) => Check.array().parse(parse(text)));
  expect(checks.flatMap((check) => declared(check).contradiction() ?? [])).toEqual([]);
  expect(new Set(checks.map((check) => declared(check).name))).toEqual(new Set(Object.keys(kinds)));
});

test('every part of a pipeline that a document shows is valid', () => {
  const parts = blocksOf('yaml').filter(isPipeline);
  expect(parts.length).toBeGreaterThan(0);
  for (const { path, text } of parts) {
    expect(PipelineSpec.partial().safeParse(parse(text)).error, `${path}: ${text}`).toBeUndefined();
  }
});

test('quarantine.md shows every repair by a step that is valid', () => {
  const shown = blocksOf('yaml').filter(
    ({ path, text }) => path === 'docs/use/quarantine.md' && text.includes('remediate:'),
  );
  const declared = shown.flatMap(({ text }) => PipelineSpec.shape.gates.parse(parse(text).gates)?.data.remediate ?? []);
  expect(declared.filter(isRerequest)).toHaveLength(1);
  const steps = repairsOf({ remediate: declared });
  const expressions = steps.flatMap((step) =>
    'dropRows' in step ? [step.dropRows.where] : 'derive' in step ? [step.derive.as] : [],
  );
  expect(expressions.filter((text) => !parseExpression(text).ok)).toEqual([]);
  const names = Remediation.options.flatMap(({ shape }) => Object.keys(shape));
  expect(new Set(steps.map((step) => declaredStep(step).name))).toEqual(new Set(names));
});

test('every contract that a document shows is valid', () => {
  const contracts = blocksOf('yaml').filter(isContract);
  expect(contracts.length).toBeGreaterThan(0);
  for (const { path, text } of contracts)
    expect(Contract.safeParse(parse(text)).error, `${path}: ${text}`).toBeUndefined();
});
