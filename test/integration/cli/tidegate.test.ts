import { dirname, join } from 'node:path';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApprovalEnvelope } from '#contracts/approval.ts';
import { tidegate } from '#test/support/command.ts';
import { type GatewaySite, openGatewaySite } from '#test/support/site/gateway.ts';
import { pipelineFolder, pipelineWith } from '#test/support/spec-folder.ts';
import { evidence } from './fixtures/workflows.ts';

let site: GatewaySite;
let stopWorker: () => Promise<void>;
let env: Record<string, string>;

beforeAll(async () => {
  site = await openGatewaySite();
  const connection = await NativeConnection.connect({ address: site.temporal.address });
  const workflowsPath = join(import.meta.dirname, 'fixtures/workflows.ts');
  const { namespace } = site.temporal;
  const worker = await Worker.create({ connection, namespace, workflowsPath, taskQueue: 'tidegate' });
  const ran = worker.run();
  stopWorker = async () => {
    worker.shutdown();
    await ran;
    await connection.close();
  };
  env = { ...site.environment };
  const start = (type: string, workflowId: string, args: object) =>
    site.client.workflow.start(type, { workflowId, taskQueue: 'tidegate', args: [args] });
  await start('promotion', 'promotion/lateness/0123456789ab', { model: 'lateness', version: '0123456789ab' });
  await start('deployment', 'deployment/lateness/production', { live: 'previous' });
  await start('deployment', 'deployment/first/production', { live: null });
  await tidegate(['keys', 'new', 'ada', '--role', 'ml-lead'], env);
});

afterAll(async () => {
  await stopWorker?.();
  await site?.close();
});

const json = (out: string) => JSON.parse(out) as Record<string, unknown>;

describe('apply', () => {
  test('begins a pipeline, says when nothing changed, and what changed; refuses what a running pipeline cannot change', async () => {
    const apply = async (...change: readonly (readonly [string, string])[]) =>
      tidegate(
        ['apply', await pipelineFolder({ 'pipeline.yaml': pipelineWith(...change) }), '--as', 'ada', '--json'],
        env,
      );
    const first = await apply();
    expect(first.exit, first.err).toBe(0);
    expect(json(first.out)).toMatchObject({ applied: true, pipeline: 'flight-delay', code: 'SPEC_APPLIED' });
    expect(json((await apply()).out)).toMatchObject({ applied: true, code: 'SPEC_UNCHANGED' });
    expect(json((await apply(['over: 14d', 'over: 28d'])).out)).toMatchObject({
      code: 'SPEC_APPLIED',
      changed: ['training'],
    });
    const wider = await apply(['size: 1d', 'size: 2d']);
    expect(json(wider.out)).toMatchObject({ code: 'SPEC_APPLIED', atWindow: ['windows.size'] });
    const refused = await apply(['maxMissing: 10%', 'maxMissing: 20%']);
    expect(refused.exit).toBe(2);
    expect(json(refused.out)).toMatchObject({ problems: [{ code: 'SPEC_CHANGE_REFUSED', path: 'labels.maxMissing' }] });
  });

  test('takes contracts that read all earlier data, and refuses others with the list of breaks', async () => {
    const columns = (...more: string[]) =>
      [
        'apiVersion: v3.0.2',
        'kind: DataContract',
        'id: flights',
        'version: 1.0.0',
        'schema:',
        '  - name: flights',
        '    properties:',
      ]
        .concat(
          ['flight_id: string', 'scheduled_at: timestamp', 'origin: string', ...more].map((column) => {
            const [name, type] = column.split(': ');
            return `      - { name: ${name}, logicalType: ${type} }`;
          }),
        )
        .join('\n');
    const spec = pipelineWith(['name: flight-delay', 'name: evolving'], ['name: lateness', 'name: evolving']);
    const apply = async (contract: string) => {
      const file = await pipelineFolder({ 'pipeline.yaml': spec, 'contracts/flights.yaml': contract });
      return tidegate(['apply', file, '--json'], env);
    };
    expect(await apply(columns('distance: integer'))).toMatchObject({ exit: 0 });
    const wider = await apply(columns('distance: number', 'gate: string'));
    expect(json(wider.out)).toMatchObject({ applied: true, code: 'SPEC_APPLIED' });
    const refused = await apply(columns('distance: integer'));
    expect(refused.exit).toBe(2);
    expect(json(refused.out)).toMatchObject({
      problems: [
        {
          code: 'CONTRACT_BREAKING',
          breaks: [
            {
              code: 'CONTRACT_TYPE_CHANGED',
              source: 'flights',
              column: 'distance',
              before: 'number',
              after: 'integer',
            },
            { code: 'CONTRACT_COLUMN_REMOVED', column: 'gate' },
          ],
        },
      ],
    });
  });

  test('refuses a spec with problems before Temporal hears of it', async () => {
    const file = await pipelineFolder({ 'pipeline.yaml': pipelineWith(['size: 1d', 'size: 1']) });
    expect(await tidegate(['apply', file], { ...env, TEMPORAL_ADDRESS: '127.0.0.1:1' })).toMatchObject({
      exit: 2,
      err: expect.stringContaining('SPEC_VALUE_INVALID'),
    });
  });
});

test('announce stores a file and announces it', async () => {
  const file = join(dirname(await pipelineFolder({ 'day.csv': 'a,b\n1,2\n' })), 'day.csv');
  const times = ['--min-time', '2013-05-01T00:00:00Z', '--max-time', '2013-05-01T23:00:00Z'];
  const announce = (pipeline: string, source: string) =>
    tidegate(['announce', file, '--pipeline', pipeline, '--source', source, '--rows', '1', ...times], env);
  const said = await announce('flight-delay', 'flights');
  expect(said).toMatchObject({
    exit: 0,
    err: '',
    out: expect.stringMatching(/^Accepted: flights day\.csv@[0-9a-f]{12} \(1 rows, 8 bytes/),
  });
  expect(await site.arrived('flight-delay')).toMatchObject([
    { announcements: [{ source: 'flights', rows: 1, bytes: 8, format: 'csv' }] },
  ]);
  expect(await announce('flight-delay', 'flihgts')).toMatchObject({
    exit: 2,
    err: expect.stringMatching(/SOURCE_UNKNOWN[\s\S]*Did you mean `flights`/),
  });
  expect(await announce('flight-dely', 'flights')).toMatchObject({
    exit: 3,
    err: expect.stringMatching(/PIPELINE_UNKNOWN[\s\S]*Did you mean `flight-delay`/),
  });
});

describe('pipelines', () => {
  test('are renamed and removed, each with who and why, and refusals with their codes', async () => {
    const run = (...args: string[]) => tidegate(['pipelines', ...args, '--as', 'ada', '--json'], env);
    const applied = await pipelineFolder({
      'pipeline.yaml': pipelineWith(['name: flight-delay', 'name: leaving']),
    });
    expect((await tidegate(['apply', applied, '--as', 'ada', '--json'], env)).exit).toBe(0);
    const taken = await run('rename', 'leaving', 'taken');
    expect([taken.exit, json(taken.out)]).toMatchObject([1, { problems: [{ code: 'PIPELINE_EXISTS' }] }]);
    const renamed = await run('rename', 'leaving', 'left', '--reason', 'it moves');
    expect(json(renamed.out)).toMatchObject({ pipeline: 'leaving', to: 'left', code: 'PIPELINE_RENAMED' });
    expect(json(renamed.out)).toHaveProperty('reason', expect.stringMatching(/^sha256:/));
    const busy = await run('remove', 'leaving');
    expect([busy.exit, json(busy.out)]).toMatchObject([1, { problems: [{ code: 'PIPELINE_BUSY' }] }]);
    const removed = await run('remove', 'leaving', '--now');
    expect([removed.exit, json(removed.out)]).toMatchObject([0, { code: 'PIPELINE_REMOVED', streams: ['all'] }]);
    expect((await run('remove', 'nobody')).exit).toBe(3);
  });
});

describe('approvals', () => {
  const id = 'promotion/lateness/0123456789ab';

  test('an approval is signed for the evidence that the promotion shows, and counted', async () => {
    const said = await tidegate(['approve', id, '--as', 'ada', '--reason', 'better on all slices', '--json'], env);
    expect(said.exit, said.err).toBe(0);
    expect(json(said.out)).toMatchObject({
      promotion: id,
      principal: 'ada',
      verdict: 'approve',
      evidence,
      outcome: 'counted',
      code: 'APPROVAL_COUNTED',
    });
  });

  test('--print writes the envelope that any other door takes', async () => {
    const said = await tidegate(['approve', 'lateness/0123456789ab', '--as', 'ada', '--print'], env);
    const envelope = ApprovalEnvelope.parse(JSON.parse(said.out));
    expect(envelope.statement).toMatchObject({ promotion: id, evidence, principal: 'ada' });
    const answer = await fetch(`${site.gateway.url}/v1/promotions/lateness/0123456789ab/approvals`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: said.out,
    });
    expect([answer.status, await answer.json()]).toEqual([200, { outcome: 'counted', code: 'APPROVAL_COUNTED' }]);
  });

  test('a refusal is exit 1 with its code; a rejection that was taken is exit 0', async () => {
    const other = `sha256:${'f'.repeat(64)}`;
    expect(await tidegate(['approve', id, '--as', 'ada', '--evidence', other], env)).toMatchObject({
      exit: 1,
      out: expect.stringContaining('APPROVAL_EVIDENCE_MISMATCH'),
    });
    expect(await tidegate(['reject', id, '--as', 'ada'], env)).toMatchObject({
      exit: 0,
      out: expect.stringContaining('APPROVAL_REJECTED'),
    });
  });

  test('a promotion or a key that is not there is exit 3, with the one that was meant', async () => {
    expect(await tidegate(['approve', 'lateness/0123456789ac', '--as', 'ada'], env)).toMatchObject({
      exit: 3,
      err: expect.stringContaining(`Did you mean \`${id}\``),
    });
    expect(await tidegate(['approve', id, '--as', 'adda'], env)).toMatchObject({
      exit: 3,
      err: expect.stringContaining('Did you mean `ada`'),
    });
  });
});

test('rollback says what is live now, or that there is nothing to go back to', async () => {
  expect(await tidegate(['rollback', 'lateness', '--as', 'ada'], env)).toMatchObject({
    exit: 0,
    out: 'lateness: live is previous again (ROLLED_BACK).\n',
  });
  expect(await tidegate(['rollback', 'first', '--as', 'ada'], env)).toMatchObject({
    exit: 1,
    out: expect.stringContaining('ROLLBACK_TARGET_MISSING'),
  });
  expect(await tidegate(['rollback', 'latenes', '--as', 'ada'], env)).toMatchObject({
    exit: 3,
    err: expect.stringContaining('Did you mean `lateness`'),
  });
});

test('status tells of a pipeline, and of one that is not there', async () => {
  const said = await tidegate(['status', 'flight-delay'], env);
  expect(said).toMatchObject({ exit: 0, err: '' });
  expect(said.out).toMatch(
    /^Pipeline flight-delay: running, spec sha256:[0-9a-f]{12}, applied by ada\nStream all: running/,
  );
  expect(await tidegate(['status', 'flight'], env)).toMatchObject({
    exit: 3,
    err: expect.stringContaining('PIPELINE_UNKNOWN'),
  });
});

test('without Temporal: exit 4 and what to do', async () => {
  const said = await tidegate(['status'], { ...env, TEMPORAL_ADDRESS: '127.0.0.1:1' });
  expect(said).toMatchObject({ exit: 4, err: expect.stringMatching(/^TEMPORAL_UNAVAILABLE[\s\S]*TEMPORAL_ADDRESS/) });
  expect(said.err).not.toContain('    at ');
});
