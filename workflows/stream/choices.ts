import type { Choice } from '#contracts/decision.ts';
import { arrivalDecision, expiryNumbers } from '#domain/decisions/arrival.ts';
import { firingDecision } from '#domain/decisions/firing.ts';
import { sourceDecision } from '#domain/decisions/source.ts';
import { watermarkDecision } from '#domain/decisions/watermark.ts';
import { windowDecision } from '#domain/decisions/window.ts';
import type { Effect } from '#domain/time/effects.ts';

type Of<Kind> = Extract<Effect, { kind: Kind }>;

// What a stream records of each effect of time.
const choices: { readonly [Kind in Effect['kind']]: (effect: Of<Kind>, partition: string) => Choice | undefined } = {
  fire: ({ feed, window: { start, end }, pane, timing, through, watermark, arrivals }, partition) =>
    firingDecision.draft({
      about: { partition, feed, start },
      outcome: timing,
      code: 'WATERMARK_PASSED',
      numbers: { start, end, pane, through, watermark, arrivals },
    }),
  late: ({ watermark, rows, windows, late, expired, ...effect }) =>
    arrivalDecision.draft({
      about: arrivalOf(effect),
      outcome: 'late',
      code: 'LATE_ARRIVAL',
      numbers: { watermark, rows, windows, late, expired, ...expiryNumbers(effect) },
    }),
  expired: ({ watermark, rows, windows, expired, ...effect }) =>
    arrivalDecision.draft({
      about: arrivalOf(effect),
      outcome: 'expired',
      code: 'ARRIVAL_EXPIRED',
      numbers: { watermark, rows, windows, expired, ...expiryNumbers(effect) },
    }),
  unassigned: ({ rows, ...effect }) =>
    arrivalDecision.draft({
      about: arrivalOf(effect),
      outcome: 'unassigned',
      code: 'ROW_OUTSIDE_DECLARED_TIMES',
      numbers: { rows },
    }),
  held: ({ code, from, to, ...effect }) =>
    arrivalDecision.draft({ about: arrivalOf(effect), outcome: 'held', code, numbers: { from, to } }),
  released: (effect) => arrivalDecision.draft({ about: arrivalOf(effect), outcome: 'released', code: effect.code }),
  refused: (effect) => arrivalDecision.draft({ about: arrivalOf(effect), outcome: 'refused', code: effect.code }),
  superseded: ({ code, rows, windows, digest, ...effect }) =>
    arrivalDecision.draft({
      about: arrivalOf(effect),
      outcome: 'superseded',
      code,
      numbers: { rows, windows, ...expiryNumbers(effect) },
      inputs: { data: digest },
    }),
  waiting: ({ code, missing, until, ...effect }) =>
    arrivalDecision.draft({ about: arrivalOf(effect), outcome: 'waiting', code, numbers: { missing, until } }),
  caused: (effect) => arrivalDecision.draft({ about: arrivalOf(effect), outcome: 'caused', code: effect.code }),
  readmitted: ({ code, windows, rows, ...effect }) =>
    arrivalDecision.draft({ about: arrivalOf(effect), outcome: 'readmitted', code, numbers: { windows, rows } }),
  rewound: ({ source, code, from, to, epoch, windows }) =>
    watermarkDecision.draft({ about: source, outcome: 'rewound', code, numbers: { from, to, epoch, windows } }),
  regressed: ({ source, code, asserted, watermark }) =>
    watermarkDecision.draft({ about: source, outcome: 'regressed', code, numbers: { asserted, watermark } }),
  idle: ({ source, code }) => sourceDecision.draft({ about: source, outcome: 'idle', code }),
  returned: ({ source, code }) => sourceDecision.draft({ about: source, outcome: 'returned', code }),
  empty: ({ feed, code, count, first, last }, partition) =>
    windowDecision.draft({
      about: { partition, feed, start: first.start },
      outcome: 'empty',
      code,
      numbers: { count, start: first.start, end: last.end },
    }),
  closed: () => undefined,
};

const arrivalOf = ({ source, id }: { readonly source: string; readonly id: string }) => ({ source, id });

/** What is decided by an effect; undefined for one that says nothing to anybody. */
export const choiceOf = <Kind extends Effect['kind']>(
  { partition }: { readonly partition: string },
  effect: Of<Kind> & { readonly kind: Kind },
): Choice | undefined => choices[effect.kind](effect, partition);
