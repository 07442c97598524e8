import type { Choice, Decision } from '#contracts/decision.ts';
import { subject } from '#contracts/ids/subjects.ts';
import type { ArrivalKey } from '#contracts/ledger.ts';
import type { Effect, Expired, Fire } from '#domain/time/effects.ts';
import { decide } from '../run/decision-log.ts';
import { correctionOf } from './panes/corrections.ts';
import { segmentsOf, sourcesOf } from './panes/inputs.ts';
import { owe } from './receipts/queues.ts';
import { policyOfWindow } from './specs/versions.ts';
import type { StreamState } from './state.ts';

/** Records what followed from one input, and queues the panes that fired and the corrections to follow up. Decisions that people should hear of come back. */
export function record(state: StreamState, effects: readonly Effect[], actor?: string): Decision[] {
  return effects.flatMap((effect, at) => {
    if (effect.kind === 'fire') state.panes.push({ fire: effect, phase: 'queued' });
    const choice = choiceOf(state, effect);
    if (!choice) return [];
    const by = actor !== undefined && peoples.has(effect.kind) ? { actor } : {};
    const { spec } = 'window' in effect ? policyOfWindow(state, effect.window.start) : state.policy;
    const decision = decide({ ...choice, ...by, policy: { spec, path: pathOf(effect) } });
    if (effect.kind === 'fire') oweOfPane(state, effect, decision);
    const correction = correctionOf(state, effects, at, decision.seq);
    if (correction) state.corrections.push(correction);
    return news.has(effect.kind) ? [decision] : [];
  });
}

/** The sources of the pane's feed are to hear that it has fired. */
function oweOfPane(state: StreamState, fire: Fire, decision: Decision): void {
  const { feed, window, index: pane, timing, through, except } = fire;
  const segments = segmentsOf(state, fire);
  owe(
    state,
    sourcesOf(state, fire),
    { step: 'inPane', feed, window, pane, timing, segments, through, except: [...except] },
    decision,
  );
}

/** What people should hear of, and what people did. */
const news: ReadonlySet<Effect['kind']> = new Set(['empty', 'expired', 'held', 'waiting', 'rewound', 'readmitted']);
const peoples: ReadonlySet<Effect['kind']> = new Set(['rewound', 'readmitted']);

const pathOf = (effect: Effect): string => ('source' in effect ? `sources.${effect.source}.watermark` : 'windows');

const arrival = (key: ArrivalKey) => ({ subject: subject.arrival(key), kind: 'arrival' }) as const;

/** What had expired; of windows that began under former specs, numbered from the oldest. */
const expiredIn = ({ expiredThrough, former = [] }: Expired): Readonly<Record<string, number>> => ({
  expiredThrough,
  ...Object.fromEntries(
    former.flatMap((version, i) => [
      [`until${i + 1}`, version.until],
      [`expiredThrough${i + 1}`, version.expiredThrough],
    ]),
  ),
});

function choiceOf({ policy }: StreamState, effect: Effect): Choice | undefined {
  switch (effect.kind) {
    case 'fire': {
      const { feed, window, index, through, watermark, arrivals } = effect;
      return {
        subject: subject.window({ partition: policy.partition, feed, start: window.start }),
        kind: 'pane',
        outcome: effect.timing,
        code: 'WATERMARK_PASSED',
        numbers: { start: window.start, end: window.end, pane: index, through, watermark, arrivals },
      };
    }
    case 'late': {
      const { watermark, rows, windows, late, expired } = effect;
      return {
        ...arrival(effect),
        outcome: 'late',
        code: 'LATE_ARRIVAL',
        numbers: { watermark, rows, windows, late, expired, ...expiredIn(effect) },
      };
    }
    case 'expired': {
      const { watermark, rows, windows, expired } = effect;
      return {
        ...arrival(effect),
        outcome: 'expired',
        code: 'ARRIVAL_EXPIRED',
        numbers: { watermark, rows, windows, expired, ...expiredIn(effect) },
      };
    }
    case 'unassigned':
      return {
        ...arrival(effect),
        outcome: 'unassigned',
        code: 'ROW_OUTSIDE_DECLARED_TIMES',
        numbers: { rows: effect.rows },
      };
    case 'held':
      return { ...arrival(effect), outcome: 'held', code: effect.code, numbers: { from: effect.from, to: effect.to } };
    case 'released':
      return { ...arrival(effect), outcome: 'released', code: effect.code };
    case 'refused':
      return { ...arrival(effect), outcome: 'refused', code: effect.code };
    case 'superseded': {
      const { rows, windows } = effect;
      return {
        ...arrival(effect),
        outcome: 'superseded',
        code: effect.code,
        numbers: { rows, windows, ...expiredIn(effect) },
        inputs: [effect.data],
      };
    }
    case 'waiting':
      return {
        ...arrival(effect),
        outcome: 'waiting',
        code: effect.code,
        numbers: { missing: effect.missing, until: effect.until },
      };
    case 'caused':
      return { ...arrival(effect), outcome: 'caused', code: effect.code };
    case 'readmitted':
      return {
        ...arrival(effect),
        outcome: 'readmitted',
        code: effect.code,
        numbers: { windows: effect.windows, rows: effect.rows },
      };
    case 'rewound': {
      const { from, to, epoch, windows } = effect;
      return {
        subject: subject.source(effect.source),
        kind: 'watermark',
        outcome: 'rewound',
        code: effect.code,
        numbers: { from, to, epoch, windows },
      };
    }
    case 'regressed':
      return {
        subject: subject.source(effect.source),
        kind: 'watermark',
        outcome: 'regressed',
        code: effect.code,
        numbers: { asserted: effect.asserted, watermark: effect.watermark },
      };
    case 'idle':
    case 'returned':
      return { subject: subject.source(effect.source), kind: 'source', outcome: effect.kind, code: effect.code };
    case 'empty':
      return {
        subject: subject.window({ partition: policy.partition, feed: effect.feed, start: effect.first.start }),
        kind: 'window',
        outcome: 'empty',
        code: effect.code,
        numbers: { count: effect.count, start: effect.first.start, end: effect.last.end },
      };
    case 'closed':
      return undefined;
  }
}
