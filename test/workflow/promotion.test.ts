import { describe, expect, test } from 'vitest';
import type { ApprovalStatement } from '#contracts/approval.ts';
import type { PromotionSpec } from '#contracts/spec.ts';
import type { Candidate } from '#contracts/training.ts';
import { digestOf } from '#domain/digest.ts';
import { eventually } from '#test/support/eventually.ts';
import { type Person, person } from '#test/support/people.ts';
import { openWorkflowSite } from '#test/support/site/workflows.ts';
import { candidateOf, modelGate, modelStandIn, predictionsOf } from '#test/support/stand-ins/models.ts';
import type { PromotionDecided } from '#workflows/pipeline/messages.ts';
import * as messages from '#workflows/promotion/messages.ts';
import type { PromotionInput, PromotionResult } from '#workflows/promotion/state.ts';

const models = modelStandIn();
const site = await openWorkflowSite({ models });

const [ada, bob, lin] = [person('ada', 'ml-lead'), person('bob', 'risk'), person('lin', 'ml-lead')];
const hour = 3_600_000;

const policyOf = (deadline: number): PromotionSpec => ({
  approvals: { quorum: 2, roles: ['ml-lead', 'risk'], separationOfDuties: true, deadline, onTimeout: 'reject' },
  stages: [{ shadow: { panes: 1 } }, { production: { bake: 1 } }],
  analysis: { margin: 0.02, alpha: 0.05, looks: 10, minLabels: 200 },
});

/** Begins the way of a model's candidate `v2`, with neighbours in the places of its pipeline and its deployment. */
async function begin(model: string, { deadline = hour, champion = candidateOf(model, 'v1') } = {}) {
  const pipeline = await site.neighbour(`pipeline/${model}`);
  const deployment = await site.neighbour(`deployment/${model}/production`);
  const candidate = candidateOf(model, 'v2');
  const id = `promotion/${model}/v2`;
  const input: PromotionInput = {
    pipeline: model,
    environment: 'production',
    candidate,
    champion,
    spec: digestOf(model),
    gate: modelGate,
    policy: policyOf(deadline),
    principals: [ada, bob, lin].map(({ principal }) => principal),
    excluded: ['lin'],
    maxMissing: 0.1,
    notices: { webhook: 'http://127.0.0.1:1/notices' },
  };
  const handle = await site.start('promotion', id, input);
  const view = () => handle.query(messages.stateQuery);
  const evidence = () =>
    eventually(async () => {
      const { phase, evidence: seen } = await view();
      expect(phase).toBe('approval');
      return seen?.digest ?? '';
    });
  const envelope = async (who: Person, verdict: ApprovalStatement['verdict'] = 'approve') =>
    who.says({ promotion: id, evidence: await evidence(), verdict });
  const answer = async (who: Person, verdict?: ApprovalStatement['verdict']) =>
    handle.executeUpdate(messages.approveUpdate, { args: [await envelope(who, verdict)] });
  return {
    id,
    handle,
    deployment,
    view,
    evidence,
    envelope,
    answer,
    async approved() {
      await answer(ada);
      await answer(bob);
    },
    /** Gives it the slot, with what is live now. */
    async grant(epoch: number, live: Candidate | null = champion, requests = 1) {
      await eventually(async () => expect(await deployment.told('requestSlot')).toHaveLength(requests));
      await handle.signal(messages.slotGrantedSignal, { epoch, champion: live });
    },
    labels: (epoch: number, stage: number, start: number) =>
      handle.signal(messages.labelsReadySignal, {
        epoch,
        stage,
        predictions: predictionsOf(start, { epoch }),
        labels: digestOf({ labels: start }),
        labelPane: 0,
      }),
    stages: async () => (await deployment.told<{ to: string }>('setStage')).map(({ to }) => to),
    async ended() {
      const { outcome, code }: PromotionResult = await handle.result();
      const told = await pipeline.told<PromotionDecided>('promotionDecided');
      expect(told).toEqual([{ model, version: 'v2', outcome, code }]);
      return [outcome, code];
    },
  };
}

describe.concurrent('a promotion', () => {
  test('goes through approvals and stages into production', async () => {
    const promotion = await begin('way');
    await promotion.handle.signal(messages.approveSignal, 'yes');
    expect(await promotion.answer(lin)).toEqual({ outcome: 'refused', code: 'APPROVAL_NOT_INDEPENDENT' });
    await promotion.handle.signal(messages.approveSignal, await promotion.envelope(ada));
    await eventually(async () => expect((await promotion.view()).missingRoles).toEqual(['risk']));
    expect(await promotion.answer(ada)).toEqual({ outcome: 'refused', code: 'APPROVAL_REPEATED' });
    expect(await promotion.answer(bob)).toEqual({ outcome: 'counted', code: 'APPROVAL_COUNTED' });
    await promotion.grant(7);
    await eventually(async () => expect(await promotion.stages()).toEqual(['shadow']));
    await promotion.labels(6, 0, 0);
    await promotion.labels(7, 0, 0);
    await eventually(async () => expect(await promotion.stages()).toEqual(['shadow', 'production']));
    await promotion.labels(7, 0, 1_000);
    await promotion.labels(7, 1, 2_000);
    expect(await promotion.ended()).toEqual(['promoted', 'MODEL_PROMOTED']);
    expect(await promotion.stages()).toEqual(['shadow', 'production', 'promoted']);
    expect(await promotion.deployment.told('releaseSlot')).toEqual([{ epoch: 7 }]);
    expect(site.decisions(promotion.id, 'STAGE_PASSED')).toMatchObject([
      { numbers: { stage: 0, panes: 1 } },
      { numbers: { stage: 1, panes: 1 } },
    ]);
    const [run] = await site.replayed(promotion.id);
    expect(run).toMatchObject({ seal: run?.sealed });
    await site.replaysAlike(promotion.id);
  });

  test('shows in the UI whom it waits for, who approved, and the stage that it is in', async () => {
    const promotion = await begin('shown');
    const details = async () =>
      (await promotion.handle.query<{ currentDetails: string }>('__temporal_workflow_metadata')).currentDetails;
    await promotion.evidence();
    expect(await details()).toContain('Approved by nobody yet: 0 of 2');
    await promotion.answer(ada);
    expect(await details()).toContain('Approved by ada (ml-lead): 1 of 2\n\nMissing: risk');
    await promotion.answer(bob);
    await promotion.grant(7);
    await eventually(async () => expect(await details()).toContain('| shadow | 0 | STAGE_STARTED |'));
  });

  test('ends when its approvals do not come in time', async () => {
    const promotion = await begin('deadline', { deadline: 1_000 });
    expect(await promotion.ended()).toEqual(['timed-out', 'APPROVAL_TIMED_OUT']);
    const [asked] = site.decisions(promotion.id, 'APPROVAL_REQUESTED');
    const [ended] = site.decisions(promotion.id, 'APPROVAL_TIMED_OUT');
    expect((ended?.at ?? 0) - (asked?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
    expect(await promotion.deployment.told('requestSlot')).toEqual([]);
  });

  test('ends with one reject, whatever was approved before', async () => {
    const promotion = await begin('reject');
    await promotion.answer(ada);
    expect(await promotion.answer(bob, 'reject')).toEqual({ outcome: 'rejected', code: 'APPROVAL_REJECTED' });
    expect(await promotion.ended()).toEqual(['rejected', 'APPROVAL_REJECTED']);
    expect(await promotion.deployment.told('requestSlot')).toEqual([]);
  });

  test('asks again when what is live has changed under its approvals', async () => {
    const promotion = await begin('void');
    const seen = await promotion.evidence();
    const [former, other] = await Promise.all([promotion.envelope(ada), promotion.envelope(bob)]);
    await promotion.approved();
    const live = candidateOf('void', 'v1b');
    await promotion.grant(2, live);
    await eventually(async () => expect(await promotion.deployment.told('releaseSlot')).toEqual([{ epoch: 2 }]));
    await eventually(async () => expect(await promotion.evidence()).not.toBe(seen));
    expect((await promotion.view()).approvals).toEqual([]);
    for (const voided of [former, other]) {
      expect(await promotion.handle.executeUpdate(messages.approveUpdate, { args: [voided] })).toEqual({
        outcome: 'refused',
        code: 'APPROVAL_EVIDENCE_MISMATCH',
      });
    }
    await promotion.approved();
    await promotion.grant(4, live, 2);
    await eventually(async () => expect(await promotion.stages()).toEqual(['shadow']));
    expect(models.comparedWith.filter((version) => version === 'v1b')).toHaveLength(1);
    expect(site.decisions(promotion.id, 'APPROVAL_QUORUM')).toHaveLength(2);
  });

  test('that was aborted in the queue gives back a slot that it is granted all the same', async () => {
    const promotion = await begin('abort');
    await promotion.approved();
    await eventually(async () => expect((await promotion.view()).phase).toBe('queued'));
    await promotion.handle.signal(messages.abortSignal, { by: 'ada' });
    await promotion.handle.signal(messages.slotGrantedSignal, { epoch: 3, champion: null });
    expect(await promotion.ended()).toEqual(['aborted', 'PROMOTION_ABORTED']);
    expect(await promotion.deployment.told('releaseSlot')).toEqual([{ epoch: 3 }]);
    expect(await promotion.stages()).toEqual([]);
  });

  test('is revoked by a rollback, though its last labels look good', async () => {
    const promotion = await begin('revoked');
    await promotion.approved();
    await promotion.grant(2);
    await eventually(async () => expect(await promotion.stages()).toEqual(['shadow']));
    await promotion.labels(2, 0, 0);
    await eventually(async () => expect(await promotion.stages()).toEqual(['shadow', 'production']));
    models.block('revoked', true);
    await promotion.labels(2, 1, 1_000);
    await eventually(async () => expect((await promotion.handle.describe()).raw.pendingActivities).toHaveLength(1));
    await promotion.handle.signal(messages.slotRevokedSignal, { epoch: 2, code: 'SLOT_REVOKED' });
    models.block('revoked', false);
    expect(await promotion.ended()).toEqual(['revoked', 'SLOT_REVOKED']);
    expect(await promotion.stages()).toEqual(['shadow', 'production']);
  });
});
