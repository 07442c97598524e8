import { describe, expect, test } from 'vitest';
import type { StageChange } from '#contracts/rollout.ts';
import type { Candidate } from '#contracts/training.ts';
import { eventually } from '#test/support/eventually.ts';
import { openWorkflowSite } from '#test/support/site/workflows.ts';
import { candidateOf, modelStandIn, publishedPane } from '#test/support/stand-ins/models.ts';
import * as messages from '#workflows/deployment/messages.ts';

/** Rows that the gates of the model `gated` find, by window. */
const found: Readonly<Record<string, number>> = { 'features 1000': 0, 'predictions 2000': 99 };
const models = modelStandIn(undefined, (version, gate, start) =>
  version === 'gated' ? (found[`${gate} ${start}`] ?? 500) : 500,
);
const site = await openWorkflowSite({ models });

interface Granted {
  readonly epoch: number;
  readonly champion: Candidate | null;
}

/** Begins what is live of a model, with neighbours in the places of promotions that ask for its slot. */
async function begin(model: string) {
  const id = `deployment/${model}/production`;
  const handle = await site.start('deployment', id, { pipeline: model, model, environment: 'production' });
  await site.neighbour(`pipeline/${model}`);
  const deployment = {
    id,
    handle,
    view: () => handle.query(messages.stateQuery),
    /** A promotion that asks for the slot; `epochs` are those that it was granted. */
    async request(version: string, more: Partial<Candidate> = {}) {
      const neighbour = await site.neighbour(`promotion/${model}/${version}`);
      const candidate = { ...candidateOf(model, version), ...more };
      await handle.signal(messages.requestSlotSignal, { promotion: neighbour.handle.workflowId, candidate });
      const granted = () => neighbour.told<Granted>('slotGranted');
      const first = async () => {
        const [grant] = await eventually(async () => {
          const grants = await granted();
          expect(grants).toHaveLength(1);
          return grants;
        });
        return grant as Granted;
      };
      return { ...neighbour, version, candidate, granted, first };
    },
    setStage: (change: StageChange) => handle.signal(messages.setStageSignal, change),
    /** Brings a first model into production. */
    async champion(version: string, more: Partial<Candidate> = {}) {
      const promotion = await deployment.request(version, more);
      const { epoch } = await promotion.first();
      await deployment.setStage({ epoch, to: 'production', stage: 0, weight: 1 });
      await deployment.setStage({ epoch, to: 'promoted' });
      await handle.signal(messages.releaseSlotSignal, { epoch });
      await eventually(async () => expect((await deployment.view()).slot).toBeUndefined());
      return promotion;
    },
  };
  return deployment;
}

describe.concurrent('a deployment', () => {
  test('publishes nothing of a pane that the gate before the inference, or the one after it, stops', async () => {
    const deployment = await begin('gates');
    await deployment.champion('gated', { gates: ['features', 'predictions'] });
    for (const start of [0, 1_000, 2_000, 3_000])
      await deployment.handle.signal(messages.paneDecidedSignal, publishedPane('data', start));
    await eventually(async () => expect((await deployment.view()).scored).toBe(2));
    const said = site
      .decisions(deployment.id)
      .filter(({ kind }) => kind === 'predictions' || kind === 'gate' || kind === 'check')
      .map(({ subject, outcome, code }) => [subject.replace('predictions/gates/', ''), outcome, code]);
    expect(said).toEqual([
      ['0/0/features', 'pass', 'GATE_PASSED'],
      ['0/0/predictions', 'pass', 'GATE_PASSED'],
      ['0/0', 'published', 'PREDICTIONS_PUBLISHED'],
      ['1000/0/features/rowCount', 'fail', 'ROW_COUNT_BELOW_MINIMUM'],
      ['1000/0/features', 'fail', 'GATE_FAILED'],
      ['1000/0', 'refused', 'GATE_FAILED'],
      ['2000/0/features', 'pass', 'GATE_PASSED'],
      ['2000/0/predictions/rowCount', 'fail', 'ROW_COUNT_BELOW_MINIMUM'],
      ['2000/0/predictions', 'fail', 'GATE_FAILED'],
      ['2000/0', 'refused', 'GATE_FAILED'],
      ['3000/0/features', 'pass', 'GATE_PASSED'],
      ['3000/0/predictions', 'pass', 'GATE_PASSED'],
      ['3000/0', 'published', 'PREDICTIONS_PUBLISHED'],
    ]);
    await site.replaysAlike(deployment.id);
  });

  test('leases its one slot by epochs: others queue, and who is over has no effect', async () => {
    const deployment = await begin('slot');
    await deployment.champion('v1');
    const second = await deployment.request('v2');
    const { epoch, champion } = await second.first();
    expect([epoch, champion?.version]).toEqual([2, 'v1']);
    const third = await deployment.request('v3');
    await deployment.setStage({ epoch, to: 'shadow', stage: 0, weight: 0 });
    await deployment.setStage({ epoch: 1, to: 'promoted' });
    await deployment.handle.signal(messages.releaseSlotSignal, { epoch: 1 });
    await eventually(() => expect(site.decisions(deployment.id, 'EPOCH_STALE')).toHaveLength(1));
    expect(await deployment.view()).toMatchObject({
      epoch: 2,
      live: 'v1',
      challenger: 'v2',
      stage: 'shadow',
      slot: second.handle.workflowId,
      queue: [third.handle.workflowId],
    });
    expect(await third.granted()).toEqual([]);

    await deployment.setStage({ epoch, to: 'production', stage: 1, weight: 1 });
    await deployment.setStage({ epoch, to: 'promoted' });
    await deployment.handle.signal(messages.releaseSlotSignal, { epoch });
    expect(await third.first()).toMatchObject({ epoch: 3, champion: { version: 'v2' } });
    expect(site.decisions(deployment.id, 'SLOT_QUEUED')).toHaveLength(1);
    expect(await deployment.view()).toMatchObject({ live: 'v2', predecessor: 'v2', queue: [] });
  });

  test('rolls back while a promotion runs, which then has no say any more', async () => {
    const deployment = await begin('rollback');
    await deployment.champion('v1');
    const second = await deployment.request('v2');
    const { epoch } = await second.first();
    await deployment.setStage({ epoch, to: 'production', stage: 2, weight: 1 });
    const third = await deployment.request('v3');
    await eventually(async () => expect((await deployment.view()).live).toBe('v2'));

    const rolledBack = await deployment.handle.executeUpdate(messages.rollbackUpdate, { args: [{ by: 'ada' }] });
    expect(rolledBack).toEqual({ code: 'ROLLED_BACK', live: 'v1' });
    expect(await second.told('slotRevoked')).toEqual([{ epoch, code: 'SLOT_REVOKED' }]);
    const granted = await third.first();
    expect(granted.champion?.version).toBe('v1');
    expect(granted.epoch).toBeGreaterThan(epoch + 1);
    await deployment.setStage({ epoch, to: 'promoted' });
    await eventually(() => expect(site.decisions(deployment.id, 'EPOCH_STALE')).toHaveLength(1));
    expect(await deployment.view()).toMatchObject({ live: 'v1', slot: third.handle.workflowId });
    expect(site.decisions(deployment.id, 'ROLLED_BACK')).toMatchObject([{ kind: 'rollback', actor: 'ada' }]);
  });

  test('says so where there is nothing to go back to', async () => {
    const deployment = await begin('nothing');
    await deployment.champion('v1');
    const answer = await deployment.handle.executeUpdate(messages.rollbackUpdate, { args: [{ by: 'ada' }] });
    expect(answer).toEqual({ code: 'ROLLBACK_TARGET_MISSING', live: 'v1' });
    expect(await deployment.view()).toMatchObject({ live: 'v1', epoch: 1 });
  });

  test('takes the slot from a holder that is gone, whatever it had come to', async () => {
    const deployment = await begin('gone');
    const first = await deployment.request('v1');
    await first.first();
    await first.handle.terminate();
    const second = await deployment.request('v2');
    const { epoch } = await second.first();
    await deployment.setStage({ epoch, to: 'production', stage: 0, weight: 1 });
    await deployment.setStage({ epoch, to: 'promoted' });
    const third = await deployment.request('v3');
    await deployment.handle.signal(messages.releaseSlotSignal, { epoch });
    const held = await third.first();
    await deployment.setStage({ epoch: held.epoch, to: 'shadow', stage: 0, weight: 0 });
    await third.handle.terminate();
    await deployment.handle.signal(messages.paneDecidedSignal, publishedPane('data', 0));
    await eventually(async () => expect((await deployment.view()).slot).toBeUndefined());
    expect(await deployment.view()).toMatchObject({ live: 'v2', scored: 1 });
  });

  test('leaves the slot to its new holder when the old one is missed too late', async () => {
    const deployment = await begin('late');
    await deployment.champion('v1');
    const second = await deployment.request('v2');
    const { epoch } = await second.first();
    await deployment.setStage({ epoch, to: 'shadow', stage: 0, weight: 0 });
    const third = await deployment.request('v3');
    models.block('late', true);
    await deployment.handle.signal(messages.paneDecidedSignal, publishedPane('data', 0));
    await eventually(async () => expect((await deployment.handle.describe()).raw.pendingActivities).toHaveLength(1));
    await deployment.handle.executeUpdate(messages.rollbackUpdate, { args: [{ by: 'ada' }] });
    await second.handle.terminate();
    await third.first();
    models.block('late', false);
    await eventually(async () => expect((await deployment.view()).scored).toBe(1));
    await deployment.handle.signal(messages.paneDecidedSignal, publishedPane('data', 1_000));
    await eventually(async () => expect((await deployment.view()).scored).toBe(2));
    expect((await deployment.view()).slot).toBe(third.handle.workflowId);
  });

  test('tells the holder of the windows that its stage scored once their labels come', async () => {
    const deployment = await begin('labels');
    await deployment.champion('v1');
    const second = await deployment.request('v2');
    const { epoch } = await second.first();
    const pane = (feed: string, start: number) =>
      deployment.handle.signal(messages.paneDecidedSignal, publishedPane(feed, start));
    await pane('data', 0);
    await deployment.setStage({ epoch, to: 'shadow', stage: 0, weight: 0 });
    await pane('data', 1_000);
    await pane('outcomes', 0);
    await pane('outcomes', 1_000);
    await eventually(async () => {
      const ready = await second.told<{ predictions: { window: { start: number } } }>('labelsReady');
      expect(ready.map(({ predictions }) => predictions.window.start)).toEqual([1_000]);
    });
    expect(await second.told('paneScored')).toEqual([{ epoch, start: 1_000 }]);
  });

  test('shows that it is steady again when a promotion is over', async () => {
    const deployment = await begin('steady');
    await deployment.champion('v1');
    await eventually(async () => {
      const { searchAttributes } = await deployment.handle.describe();
      expect(searchAttributes.TidegateStage).toEqual(['steady']);
    });
  });
});
