// What people decide about rows that a gate has quarantined.

import type { CodeName } from '#contracts/codes.ts';
import type { Decision } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import type { Ruling, RulingRequest } from '#contracts/quarantine.ts';
import { quarantineDecision } from '#domain/decisions/quarantine.ts';
import { digestOf } from '#domain/digest.ts';
import type { Effect, Fire } from '#domain/time/effects.ts';
import { advance } from '#domain/time/stream.ts';
import { decide } from '../../run/decision-log.ts';
import { paneActivities } from '../../run/policies.ts';
import { record } from '../effects.ts';
import type { QuarantineAnswer } from '../messages.ts';
import { policyOfWindow } from '../specs/versions.ts';
import type { StreamState } from '../state.ts';
import { countedAnew, isWindowForgotten } from './reopening.ts';

interface Ruled {
  readonly answer: QuarantineAnswer;
  readonly decisions: Decision[];
}

/** So many rulings are kept, of windows of which a pane can still be made. */
const most = 500;

/**
 * Takes a person's ruling on rows that a gate has quarantined. Released rows come back by one more pane of their window; discarded ones
 * are rejected in the account of the pane at hand. Either holds for every later pane of the window.
 *
 * @param take runs work while nothing else changes the stream
 */
export async function ruleOnQuarantine(
  state: StreamState,
  { account, ...named }: RulingRequest,
  take: (work: () => Promise<Ruled | undefined>) => Promise<Ruled | undefined>,
): Promise<Ruled> {
  const { pipeline, partition } = state.policy;
  const ruling: Ruling = { kind: 'ruling', pipeline, partition, ...named };
  for (;;) {
    const refusal = refusalOf(state, ruling);
    if (refusal !== undefined) return refused(refusal);
    const before = rulingsOf(state, ruling);
    // Panes may keep its workers busy: meanwhile the stream goes on, and another ruling may come first.
    const { rows, amended } = await paneActivities.ruleOnRows({ ruling, account, before });
    if (amended === undefined) return refused('QUARANTINE_ABSENT');
    const kept = { ruling, digest: digestOf(ruling), rows };
    const ruled = await take(async () => {
      const late = refusalOf(state, ruling);
      if (late !== undefined) return refused(late);
      if (rulingsOf(state, ruling).length !== before.length) return undefined;
      return ruling.verdict === 'release' ? release(state, kept) : discard(state, kept, amended);
    });
    if (ruled) return ruled;
  }
}

interface Kept {
  readonly ruling: Ruling;
  readonly digest: Digest;
  readonly rows: number;
}

async function release(state: StreamState, kept: Kept): Promise<Ruled> {
  const effects = await refired(state, kept.ruling);
  const fired = effects.find((effect) => effect.kind === 'fire');
  if (!fired) return refused('QUARANTINE_FORGOTTEN');
  keep(state, kept);
  const decision = recordRuling(state, kept);
  const decisions = [decision, ...record(state, effects)];
  return { answer: { code: 'QUARANTINE_RELEASED', rows: kept.rows, pane: fired.pane }, decisions };
}

async function refired(state: StreamState, { feed, start, source }: Ruling): Promise<Effect[]> {
  const refire = { kind: 'refire', feed, start } as const;
  const { config } = state.policy;
  const effects = advance(config, state.time, refire);
  if (effects.length > 0) return effects;
  const counted = await countedAnew(state, { feed, start, source });
  return counted ? advance(config, state.time, { ...refire, counted }) : [];
}

function discard(state: StreamState, kept: Kept, amended: Digest): Ruled {
  keep(state, kept);
  const decision = recordRuling(state, kept, amended);
  return { answer: { code: 'QUARANTINE_DISCARDED', rows: kept.rows }, decisions: [decision] };
}

/** Keeps a ruling for later panes of its window, and forgets those of windows that can have none. */
function keep(state: StreamState, { ruling: { feed, start }, digest }: Kept): void {
  const known = (state.rulings ?? []).filter((other) => other.ruling !== digest && !isWindowForgotten(state, other));
  state.rulings = [...known, { feed, start, ruling: digest }];
}

/** @param account of the pane as it stands without the rows, where they are discarded */
function recordRuling(state: StreamState, { ruling, digest, rows }: Kept, account?: Digest): Decision {
  const { partition, spec } = state.policy;
  const { feed, start, pane, by, quarantine } = ruling;
  const said = {
    about: { partition, feed, start },
    numbers: { pane, rows },
    policy: { spec, path: `gates.${feed}` },
    actor: by,
  };
  const evidence = { ruling: digest, quarantine };
  return decide(
    account === undefined
      ? quarantineDecision.draft({ ...said, outcome: 'released', code: 'QUARANTINE_RELEASED', evidence })
      : quarantineDecision.draft({
          ...said,
          outcome: 'discarded',
          code: 'QUARANTINE_DISCARDED',
          evidence: { ...evidence, account },
        }),
  );
}

/** Why a ruling cannot be taken now; undefined where it can. */
function refusalOf(state: StreamState, { feed, start, pane, source }: Ruling): CodeName | undefined {
  const config = policyOfWindow(state, start).config.feeds.find(({ name }) => name === feed);
  if (!config?.sources.includes(source)) return 'QUARANTINE_ABSENT';
  if (state.panes.some(({ fire }) => fire.feed === feed && fire.window.start === start))
    return 'QUARANTINE_PANE_UNDECIDED';
  const newest = (state.published[feed] ?? []).find((other) => other.start === start)?.pane ?? 0;
  if (pane < newest) return 'QUARANTINE_OUTDATED';
  const kept = (state.rulings ?? []).filter((other) => !isWindowForgotten(state, other));
  if (kept.length >= most) return 'RULINGS_TOO_MANY';
  return undefined;
}

type OfWindow = Pick<Ruling, 'feed' | 'start'>;

const rulingsOf = ({ rulings = [] }: Pick<StreamState, 'rulings'>, { feed, start }: OfWindow): Digest[] =>
  rulings.filter((each) => each.feed === feed && each.start === start).map(({ ruling }) => ruling);

/** The rulings by which a pane of a window is made, for the input of its gate. */
export function rulingsFor(
  state: Pick<StreamState, 'rulings'>,
  { feed, window: { start } }: Pick<Fire, 'feed' | 'window'>,
): { readonly rulings?: readonly Digest[] } {
  const rulings = rulingsOf(state, { feed, start });
  return rulings.length === 0 ? {} : { rulings };
}

const refused = (code: CodeName): Ruled => ({ answer: { code, rows: 0 }, decisions: [] });
