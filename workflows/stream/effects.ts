// Records what follows from an input to the reducer of time, and queues the work that it asks for.

import type { Decision } from '#contracts/decision.ts';
import type { Effect, Fire } from '#domain/time/effects.ts';
import { decide } from '../run/decision-log.ts';
import { choiceOf } from './choices.ts';
import { correctionOf } from './panes/corrections.ts';
import { segmentsOf, sourcesOf } from './panes/inputs.ts';
import { queueReceipt } from './receipts/queues.ts';
import { policyOfWindow } from './specs/versions.ts';
import type { StreamState } from './state.ts';

/** Records what followed from one input, and queues the panes that fired and the corrections to follow up. Decisions that people should hear of come back. */
export function record(state: StreamState, effects: readonly Effect[], actor?: string): Decision[] {
  return effects.flatMap((effect, at) => {
    if (effect.kind === 'fire') state.panes.push({ fire: effect, phase: 'queued' });
    const choice = choiceOf(state.policy, effect);
    if (!choice) return [];
    const by = actor !== undefined && byPeople.has(effect.kind) ? { actor } : {};
    const { spec } = 'window' in effect ? policyOfWindow(state, effect.window.start) : state.policy;
    const said = { ...choice, ...by, policy: { spec, path: pathOf(effect) } };
    const decision = decide(said);
    if (effect.kind === 'fire') queueInPane(state, effect, decision);
    const correction = correctionOf(state, effects, at, decision.seq);
    if (correction) state.corrections.push(correction);
    return noticed.has(effect.kind) ? [decision] : [];
  });
}

/** The sources of the pane's feed are to hear that it has fired. */
function queueInPane(state: StreamState, fire: Fire, decision: Decision): void {
  const { feed, window, pane, timing, through, except } = fire;
  const segments = segmentsOf(state, fire);
  queueReceipt(
    state,
    sourcesOf(state, fire),
    { step: 'inPane', feed, window, pane, timing, segments, through, except: [...except] },
    decision,
  );
}

/** Effects of which notices are posted. */
const noticed: ReadonlySet<Effect['kind']> = new Set(['empty', 'expired', 'held', 'waiting', 'rewound', 'readmitted']);
/** Effects of what a person did, who is the actor of the decision. */
const byPeople: ReadonlySet<Effect['kind']> = new Set(['rewound', 'readmitted']);

const pathOf = (effect: Effect): string => ('source' in effect ? `sources.${effect.source}.watermark` : 'windows');
