import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SlotRequest, StageChange } from '#contracts/rollout.ts';
import { advance } from '#domain/deployment/deployment.ts';
import type { Effect, Event } from '#domain/deployment/effects.ts';
import { type Deployment, nothingLive, rememberedModels } from '#domain/deployment/state.ts';
import { candidateOf } from '#test/support/stand-ins/models.ts';
import { NaiveDeployment } from './naive-model.ts';

const requestOf = (version: string): SlotRequest => ({
  promotion: `promotion/m/${version}`,
  candidate: candidateOf('m', version),
});
const asks = (version: string): Event => ({ kind: 'request', request: requestOf(version) });
const enters = (epoch: number, to: 'shadow' | 'canary' | 'production', weight = 0): Event => ({
  kind: 'stage',
  change: { epoch, to, stage: ['shadow', 'canary', 'production'].indexOf(to), weight },
});
const promotes = (epoch: number): Event => ({ kind: 'stage', change: { epoch, to: 'promoted' } });
const releases = (epoch: number): Event => ({ kind: 'release', epoch });
const rollsBack: Event = { kind: 'rollback', by: 'ada' };
/** The whole way of a model that gets the slot with this epoch. */
const goesLive = (version: string, epoch: number): Event[] => [
  asks(version),
  enters(epoch, 'production', 1),
  promotes(epoch),
  releases(epoch),
];

function play(events: readonly Event[], from: Deployment = nothingLive): { state: Deployment; effects: Effect[] } {
  const effects: Effect[] = [];
  let state = from;
  for (const event of events) {
    const [next, more] = advance(state, event);
    state = next;
    effects.push(...more);
  }
  return { state, effects };
}

/** An effect in few words. */
function told(effect: Effect): string {
  const name = (model: { readonly version: string } | null) => model?.version ?? 'nothing';
  switch (effect.kind) {
    case 'queued':
      return `queued ${name(effect.candidate)}, ahead ${effect.ahead}, behind ${effect.holder.epoch}`;
    case 'granted':
      return `granted ${name(effect.candidate)} ${effect.epoch}, live ${name(effect.champion)}`;
    case 'entered':
      return `entered ${effect.stage} ${name(effect.candidate)} ${effect.epoch}, weight ${effect.weight}`;
    case 'restored':
      return `restored ${name(effect.target)} from ${name(effect.from)} ${effect.epoch} by ${effect.by ?? 'its promotion'}`;
    case 'served':
      return `served ${name(effect.champion)}`;
    case 'released':
    case 'revoked':
      return `${effect.kind} ${effect.epoch}`;
    case 'stale':
      return `stale ${effect.epoch}, in force ${effect.inForce}`;
    case 'retired':
      return `retired ${name(effect.champion)}, rollouts ${effect.rollouts} by ${effect.by}`;
  }
}

describe('what follows from an event', () => {
  const v1 = goesLive('v1', 1);
  test.each<[string, Event[], Event, string[]]>([
    ['the first request is granted', [], asks('v1'), ['granted v1 1, live nothing']],
    ['a request while the slot is held waits', [asks('v1')], asks('v2'), ['queued v2, ahead 1, behind 1']],
    ['the holder asks again', [asks('v1')], asks('v1'), []],
    ['who waits asks again', [asks('v1'), asks('v2')], asks('v2'), []],
    ['the holder gives back', [asks('v1'), asks('v2')], releases(1), ['released 1', 'granted v2 2, live nothing']],
    ['somebody gives back who lost it', [asks('v1'), releases(1), asks('v2')], releases(1), []],
    ['a shadow is entered', [...v1, asks('v2')], enters(2, 'shadow'), ['entered shadow v2 2, weight 0', 'served v1']],
    [
      'a canary is entered',
      [...v1, asks('v2')],
      enters(2, 'canary', 0.25),
      ['entered canary v2 2, weight 0.25', 'served v1'],
    ],
    [
      'production is entered',
      [...v1, asks('v2')],
      enters(2, 'production', 1),
      ['entered production v2 2, weight 0', 'served v2'],
    ],
    [
      'the bake is over',
      [asks('v1'), enters(1, 'production', 1)],
      promotes(1),
      ['entered promoted v1 1, weight 0', 'served v1'],
    ],
    ['a change of an epoch that is over', [...v1, asks('v2')], promotes(1), ['stale 1, in force 2']],
    ['a change while nobody holds the slot', v1, promotes(1), ['stale 1, in force 1']],
    [
      'the promotion takes its candidate back',
      [...v1, asks('v2'), enters(2, 'production', 1)],
      { kind: 'stage', change: { epoch: 2, to: 'restored', code: 'GUARDRAIL_BREACHED' } },
      ['restored v1 from v2 2 by its promotion', 'served v1'],
    ],
    ['a rollback with nothing to go back to', v1, rollsBack, []],
    [
      'a rollback of what is live',
      [...v1, ...goesLive('v2', 2)],
      rollsBack,
      ['restored v1 from v2 3 by ada', 'served v1'],
    ],
    [
      'a rollback in a rollout, while another waits',
      [...v1, asks('v2'), enters(2, 'production', 1), asks('v3')],
      rollsBack,
      ['restored v1 from v2 3 by ada', 'served v1', 'revoked 2', 'granted v3 4, live v1'],
    ],
    [
      'a rollback of the first model ever, in its bake',
      [asks('v1'), enters(1, 'production', 1)],
      rollsBack,
      ['restored nothing from v1 2 by ada', 'served nothing', 'revoked 1'],
    ],
    [
      'a rollback while the holder has entered no stage',
      [...v1, ...goesLive('v2', 2), asks('v3')],
      rollsBack,
      ['restored v1 from v2 4 by ada', 'served v1', 'revoked 3'],
    ],
    [
      'data of the live model are corrected',
      [...v1, ...goesLive('v2', 2)],
      { kind: 'corrected', models: [candidateOf('m', 'v2').onnx], by: 'correction/s/1' },
      ['restored v1 from v2 3 by correction/s/1', 'served v1'],
    ],
    [
      'data of a former model are corrected',
      [...v1, ...goesLive('v2', 2)],
      { kind: 'corrected', models: [candidateOf('m', 'v1').onnx], by: 'correction/s/1' },
      [],
    ],
    ['the pipeline is removed', [...v1, asks('v2')], { kind: 'retire', by: 'ada' }, ['retired v1, rollouts 1 by ada']],
  ])('%s', (_, before, event, expected) => {
    const { state } = play(before);
    expect(advance(state, event)[1].map(told)).toEqual(expected);
  });

  test('a deployment forgets the oldest of its former models', () => {
    const versions = Array.from({ length: rememberedModels + 3 }, (_, i) => `v${i + 1}`);
    const { state } = play(versions.flatMap((version, i) => goesLive(version, i + 1)));
    expect(state.lineage.map(({ version }) => version)).toEqual(versions.slice(2, -1));
  });
});

const anyEpoch = fc.integer({ min: 0, max: 8 });
const anyVersion = fc.constantFrom('v1', 'v2', 'v3', 'v4');
const anyChange: fc.Arbitrary<StageChange> = fc.oneof(
  fc.record({
    epoch: anyEpoch,
    to: fc.constantFrom('shadow', 'canary', 'production'),
    stage: fc.integer({ min: 0, max: 2 }),
    weight: fc.constantFrom(0, 0.25, 1),
  }),
  fc.record({ epoch: anyEpoch, to: fc.constant('promoted' as const) }),
  fc.record({ epoch: anyEpoch, to: fc.constant('restored' as const), code: fc.constant('GUARDRAIL_BREACHED') }),
);
const anyEvent: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: anyVersion.map(asks) },
  { weight: 4, arbitrary: anyChange.map((change): Event => ({ kind: 'stage', change })) },
  { weight: 2, arbitrary: anyEpoch.map(releases) },
  { weight: 1, arbitrary: fc.constant(rollsBack) },
  {
    weight: 1,
    arbitrary: anyVersion.map(
      (version): Event => ({ kind: 'corrected', models: [candidateOf('m', version).onnx], by: 'correction/s/1' }),
    ),
  },
);
const anyEvents = fc.array(anyEvent, { maxLength: 40 });

/** Most random events are of an epoch that is over: these are mostly of the one in force. */
const inForce = (event: Event, { epoch }: Deployment, turn: number): Event => {
  if (turn % 3 === 0) return event;
  if (event.kind === 'release') return { ...event, epoch };
  return event.kind === 'stage' ? { kind: 'stage', change: { ...event.change, epoch } } : event;
};

describe('any order of events', () => {
  test('comes to what a plain model of the rules says, step by step', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const naive = new NaiveDeployment();
        let state = nothingLive;
        events.forEach((random, turn) => {
          const event = inForce(random, state, turn);
          naive.take(event);
          [state] = advance(state, event);
          expect({
            epoch: state.epoch,
            live: state.routes.champion?.version,
            beside: state.routes.challenger?.version,
            holder: state.slot?.promotion,
            waiting: state.queue.map(({ promotion }) => promotion),
            former: state.lineage.map(({ version }) => version),
          }).toEqual(naive.standing());
        });
      }),
      { numRuns: 1_000 },
    );
  });

  test('grants epochs that only grow, to one holder at a time, and leaves nobody waiting for a free slot', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        let state = nothingLive;
        let granted = 0;
        events.forEach((random, turn) => {
          const [next, effects] = advance(state, inForce(random, state, turn));
          expect(next.epoch).toBeGreaterThanOrEqual(state.epoch);
          for (const effect of effects) {
            if (effect.kind !== 'granted') continue;
            expect(effect.epoch).toBeGreaterThan(granted);
            granted = effect.epoch;
            expect(next.slot).toMatchObject({
              epoch: granted,
              before: next.routes.champion,
              standing: { at: 'waiting' },
            });
          }
          if (!next.slot) expect(next.queue).toEqual([]);
          const all = [...next.queue, ...(next.slot ? [next.slot] : [])].map(({ promotion }) => promotion);
          expect(new Set(all).size).toBe(all.length);
          state = next;
        });
      }),
    );
  });

  test('changes what is live by an effect, and is not moved by an epoch that is over', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        let state = nothingLive;
        events.forEach((random, turn) => {
          const event = inForce(random, state, turn);
          const [next, effects] = advance(state, event);
          const served = effects.findLast((effect) => effect.kind === 'served');
          expect(served ? served.champion : state.routes.champion).toEqual(next.routes.champion);
          const stale = effects.some(({ kind }) => kind === 'stale');
          if (stale) expect(next).toBe(state);
          state = next;
        });
      }),
    );
  });
});
