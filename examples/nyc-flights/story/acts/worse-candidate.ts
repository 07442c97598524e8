import { withinPrefix } from '#contracts/ids/subjects.ts';
import { gateNumbers, measured, outcomeOf, requestCandidate } from '../candidates.ts';
import { decided } from '../world.ts';
import type { Act } from './act.ts';

/** A model of shuffled labels is refused by the gate, and no person is asked. */
export const worseCandidate: Act = {
  title: 'A worse candidate: trained on shuffled labels, and says so',
  async play(world) {
    const { narrator, feed, plan } = world;
    const [promotion] = await Promise.all([requestCandidate(world, 'shuffled'), feed.play(plan.rolledBack)]);
    await measured(world, promotion);
    const ended = await outcomeOf(world, promotion);
    const { auc, aucDifference } = await gateNumbers(world, promotion);
    narrator.check(
      'the model gate refuses it',
      ended?.outcome === 'refused',
      `${ended?.code}: AUC ${auc?.toFixed(3)}, ${aucDifference?.toFixed(3)} to the champion`,
    );
    const findings = await decided(world, withinPrefix(promotion.id));
    const codes = findings.map(({ decision }) => decision.code);
    // With shuffled labels the AUC is about 0.5, which may pass the minimum by chance. It never beats the champion by
    // chance.
    narrator.check('each failed check has its code', codes.includes('WORSE_THAN_CHAMPION'), codes.join(', '));
    const asked = await decided(world, promotion.id, 'APPROVAL_REQUESTED');
    narrator.check('it never reaches an approver', asked.length === 0, 'no APPROVAL_REQUESTED');
  },
};
