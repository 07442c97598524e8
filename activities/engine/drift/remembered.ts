import type { Digest } from '#contracts/digest.ts';
import type { createRecent } from '../../recent.ts';
import type { Relation } from '../engine.ts';

/** A relation whose content never changes: what it was asked before is not asked again. */
export function rememberedRelation(
  relation: Relation,
  content: Digest,
  memory: ReturnType<typeof createRecent<unknown>>,
): Relation {
  const once =
    <Question extends unknown[], Answer>(name: string, ask: (...question: Question) => Promise<Answer>) =>
    async (...question: Question): Promise<Answer> => {
      const key = JSON.stringify([content, name, ...question]);
      const known = memory.get(key);
      // The key names the method and all that it was asked: what is there is its answer.
      if (known !== undefined) return known as Answer;
      const answer = await ask(...question);
      memory.set(key, answer);
      return answer;
    };
  return {
    ...relation,
    scan: once('scan', relation.scan),
    levels: once('levels', relation.levels),
    orderStatistics: once('orderStatistics', relation.orderStatistics),
    extremes: once('extremes', relation.extremes),
  };
}
