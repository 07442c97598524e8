import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ArrivalAccount } from '#contracts/ledger.ts';
import { sumOf } from '#domain/ledger/counts.ts';
import { ledgerOf } from '#domain/ledger/ledger.ts';
import type { DecidedPane, PaneOutcome } from '#domain/ledger/panes.ts';
import type { Received } from '#domain/ledger/received.ts';
import type { ArrivalInput, Fire } from '#domain/time/effects.ts';
import { beginStream } from '#domain/time/state.ts';
import { advance } from '#domain/time/stream.ts';
import { anyConfig, anySchedule } from '#test/support/data/schedules.ts';

/**
 * Random schedules through the reducer, assembled row by row as a pane would be: row `n` of an arrival lies at
 * `minTime + 7 n`, which may lie beyond what the arrival declared.
 */
interface World {
  readonly rowTimes: (arrival: ArrivalInput) => number[];
  readonly unreadable: (arrival: ArrivalInput) => boolean;
}

const world: World = {
  rowTimes: (a) => Array.from({ length: a.rows % 6 }, (_, n) => a.minTime + 7 * n),
  unreadable: (a) => a.ordinal % 9 === 4,
};

const outcomes: readonly PaneOutcome[] = ['published', 'held', 'rejected', 'pending'];

function account(
  fire: Fire,
  arrival: ArrivalInput,
  grid: { size: number; period: number; offset: number },
): ArrivalAccount {
  const { source, id, ordinal } = arrival;
  const declared = arrival.rows % 6;
  const common = { source, id, ordinal, declared };
  if (world.unreadable(arrival)) return { ...common, code: 'ARTIFACT_UNREADABLE', windows: [], outside: 0, fates: {} };
  const windows = new Map<number, number>();
  let outside = 0;
  for (const time of world.rowTimes(arrival)) {
    let touched = 0;
    for (let n = -600; n <= 600 && time <= arrival.maxTime; n += 1) {
      const start = grid.offset + n * grid.period;
      if (start > time || time >= start + grid.size) continue;
      touched += 1;
      windows.set(start, (windows.get(start) ?? 0) + 1);
    }
    if (touched === 0) outside += 1;
  }
  const here = windows.get(fire.window.start) ?? 0;
  const quarantined = Math.min(here, ordinal % 2);
  const fates = { included: here - quarantined, quarantined };
  return { ...common, windows: [...windows].map(([start, rows]) => ({ start, rows })), outside, fates };
}

test('whatever comes, what was received is in exactly one fate', () => {
  fc.assert(
    fc.property(
      anyConfig,
      anySchedule,
      fc.array(fc.nat(3), { minLength: 40, maxLength: 40 }),
      fc.boolean(),
      (config, inputs, verdicts, currentOnly) => {
        const state = beginStream(config, 0);
        const received = new Map<string, Received>();
        const panes = new Map<string, DecidedPane>();
        const arrivals = inputs.filter((input): input is ArrivalInput => input.kind === 'arrival');
        for (const input of inputs) {
          const key = 'id' in input ? input.id : '';
          if (input.kind === 'arrival')
            received.set(key, { source: input.source, id: key, declared: input.rows % 6, state: 'accepted' });
          for (const effect of advance(config, state, input)) {
            const known = 'id' in effect ? received.get(effect.id) : undefined;
            if (effect.kind === 'fire') {
              const sources = config.feeds.find((feed) => feed.name === effect.feed)?.sources ?? [];
              const read = arrivals
                .filter((a) => sources.includes(a.source) && a.ordinal <= effect.through)
                .filter((a) => !effect.except.some(([from, to]) => from <= a.ordinal && a.ordinal <= to))
                .filter((a) => a.minTime < effect.window.end && a.maxTime >= effect.window.start)
                .map((a) => account(effect, a, config.grid));
              const outcome = outcomes[verdicts[panes.size % verdicts.length] ?? 0] ?? 'published';
              const place = `${effect.feed} ${effect.window.start} ${currentOnly ? '' : effect.pane}`;
              panes.set(place, {
                outcome,
                account: { feed: effect.feed, window: effect.window, pane: effect.pane, arrivals: read },
              });
            } else if (known && effect.kind === 'late' && effect.expired > 0) {
              received.set(known.id, { ...known, expiredThrough: effect.expiredThrough });
            } else if (known && effect.kind === 'released') {
              received.set(known.id, { ...known, state: 'accepted' });
            } else if (known && (effect.kind === 'expired' || effect.kind === 'held' || effect.kind === 'unassigned')) {
              received.set(known.id, { ...known, state: effect.kind });
            } else if (known && effect.kind === 'refused' && effect.code !== 'NOT_FOUND') {
              received.set(known.id, { ...known, state: 'refused' });
            }
          }
        }
        const repeats = arrivals
          .filter(({ ordinal }) => ordinal % 3 === 1)
          .map(({ source, id, ordinal, rows }): Received => {
            const state = ordinal % 2 === 0 ? 'duplicate' : 'conflict';
            return { source, id, declared: rows % 6, state };
          });
        const ledger = ledgerOf({
          received: [...received.values(), ...repeats],
          panes: [...panes.values()],
          sizeAt: () => config.grid.size,
        });
        expect(ledger.differences).toEqual([]);
        expect(ledger.accounted).toBe(ledger.received);
        expect(ledger.balanced).toBe(true);
        expect(ledger.arrivals.length).toBe(received.size + repeats.length);
        for (const { received: came, fates } of ledger.entries) expect(sumOf(fates)).toBe(came);
      },
    ),
    { numRuns: 500 },
  );
});
