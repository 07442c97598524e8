import { z } from 'zod';
import { holdDecision } from '#domain/decisions/hold.ts';
import { paneDecision } from '#domain/decisions/pane.ts';
import { incidentsOf } from '../../upstream/incidents.ts';
import { settled } from '../candidates.ts';
import { until } from '../until.ts';
import { dayOf, decided, pipeline, type World } from '../world.ts';
import type { Act } from './act.ts';

/** Too little of a day came: the pane waits for a person, who looks and refuses it; the rest comes, and the next pane is good. */
export const hold: Act = {
  title: 'A hold: a third of a day, and a person looks',
  async play(world) {
    const { feed, narrator, people, plan, seed } = world;
    const subject = dayOf(world, incidentsOf(seed).partial);
    await feed.play(plan.heldDay);
    const held = await heldPane(world);
    const shown = await people.as('ada', 'holds', 'show', held.id);
    for (const line of shown.output.trim().split('\n').slice(0, 3)) narrator.tell(line);
    narrator.check(
      'a pane that its gate cannot let through waits for a person',
      held.hold.blocking.some(({ code }) => code === 'ROW_COUNT_BELOW_MINIMUM'),
      held.hold.blocking.map(({ check, code }) => `${code} (${check})`).join(', '),
    );
    const reason = 'Two thirds of the day are missing: the source was asked for them';
    const answered = await people.as('ada', 'holds', 'reject', held.id, '--as', 'ada', '--reason', reason);
    narrator.tell(answered.output.trim());
    const answer = await until({ what: 'the answer', onWait: narrator.progress }, async () => {
      const answers = await decided(world, subject, 'HOLD_REJECTED');
      return answers.map(({ decision }) => holdDecision.read(decision)).find((said) => said?.outcome === 'reject');
    });
    narrator.check(
      'a person resolves it, with a reason that is kept',
      answered.code === 0 && answer.actor === 'ada' && answer.evidence.reason !== undefined,
      `HOLD_REJECTED by ${answer.actor}: nothing is published`,
    );
    await feed.play(plan.heldDay + 1);
    await settled(world);
    const log = await decided(world, subject, 'PANE_PUBLISHED');
    const published = log.flatMap(({ decision }) => paneDecision.read(decision) ?? []);
    narrator.check(
      'what comes later makes the next pane',
      published.length > 0 && published.every(({ numbers }) => numbers.pane === 1),
      `pane ${published.at(-1)?.numbers.pane}, ${published.at(-1)?.numbers.fates.included} rows`,
    );
  },
};

const Held = z.looseObject({
  id: z.string(),
  hold: z.looseObject({ blocking: z.array(z.looseObject({ check: z.string(), code: z.string().optional() })) }),
});

const heldPane = ({ people, narrator }: World): Promise<z.infer<typeof Held>> =>
  until({ what: 'a pane that is held', onWait: narrator.progress }, async () => {
    const { output } = await people.as('ada', 'holds', 'list', '--pipeline', pipeline, '--json');
    const [first] = z.looseObject({ holds: z.array(z.unknown()) }).parse(JSON.parse(output)).holds;
    return Held.safeParse(first).data;
  });
