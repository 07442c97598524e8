// How a stream takes signals, and answers queries and updates.

import { setHandler } from '@temporalio/workflow';
import type { Decision } from '#contracts/decision.ts';
import { RulingRequest } from '#contracts/quarantine.ts';
import { validated } from '../run/receive.ts';
import { inTurn, type Turn } from '../run/turn.ts';
import { resolveJump } from './arrivals/take.ts';
import { viewOf } from './details.ts';
import * as messages from './messages.ts';
import { announce } from './notices.ts';
import { readmitArrival, rewindStream } from './panes/reopening.ts';
import { ruleOnQuarantine } from './panes/rulings.ts';
import { tellStateWhenAsked } from './recovery/succession.ts';
import { refuseGone } from './renaming/moving.ts';
import { handleSignals } from './signals.ts';
import type { StreamState } from './state.ts';

/** What others say waits for the main loop in the inbox; what people ask is answered at once, while the loop decides nothing. */
export function setHandlers(state: StreamState, turn: Turn): void {
  setHandler(messages.stateQuery, () => viewOf(state));
  handleSignals(state);
  tellStateWhenAsked(state);
  handlePeople(state, turn);
}

interface Answered<Answer> {
  readonly answer: Answer;
  readonly decisions: readonly Decision[];
}

function handlePeople(state: StreamState, turn: Turn): void {
  /** Runs work while nobody else decides, unless the stream goes on under another name by now. */
  const exclusively = <T>(work: () => T | Promise<T>): Promise<T> =>
    inTurn(turn, async () => {
      refuseGone(state);
      return work();
    });
  const answered = async <Answer>(work: Promise<Answered<Answer>>): Promise<Answer> => {
    const { answer, decisions } = await work;
    announce(state, decisions);
    return answer;
  };
  setHandler(messages.resolveHoldUpdate, (resolution) => answered(exclusively(() => resolveJump(state, resolution))), {
    validator: validated(messages.JumpResolution, '{ source, id, verdict: release | refuse, by }'),
  });
  setHandler(messages.rewindUpdate, (rewinding) => answered(exclusively(() => rewindStream(state, rewinding))), {
    validator: validated(messages.Rewinding, '{ source, to: epoch milliseconds, by }'),
  });
  setHandler(messages.readmitUpdate, (readmission) => answered(exclusively(() => readmitArrival(state, readmission))), {
    validator: validated(messages.Readmission, '{ source, id, by }'),
  });
  setHandler(messages.resolveQuarantineUpdate, (request) => answered(ruleOnQuarantine(state, request, exclusively)), {
    validator: validated(
      RulingRequest,
      '{ feed, start, pane, source, quarantine, account, codes?, verdict, reason, by }',
    ),
  });
  setHandler(
    messages.drainUpdate,
    ({ by }) => {
      state.inbox.push({ kind: 'drain', by });
      return { draining: true };
    },
    { validator: validated(messages.Draining, '{ by }') },
  );
}
