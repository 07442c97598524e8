import { describe, expect, test } from 'vitest';
import { partitionsOf } from '#client/gateway/partitions.ts';
import { arrivalOf, assertionOf } from '#test/support/stand-ins/streams.ts';

const known = { partitions: ['EWR', 'JFK', 'LGA'], partitioned: ['flights'] };
const goesTo = (partitions?: string[], source = 'flights', backfill?: string) =>
  partitionsOf(arrivalOf('a', [0, 1], { source, ...(partitions && { partitions }) }), known, backfill);

describe('an announcement goes to the streams', () => {
  test.each([
    ['of the partitions that it names, each once', goesTo(['JFK', 'EWR', 'JFK']), ['JFK', 'EWR']],
    ['of all where it names none', goesTo(), known.partitions],
    ['of all where its source belongs to none', goesTo(['JFK'], 'weather'), known.partitions],
    ['of a backfill', goesTo(['JFK'], 'flights', '2025'), ['JFK/backfill-2025']],
    ['of all for a watermark', partitionsOf(assertionOf('flights', 5), known, undefined), known.partitions],
  ] as const)('%s', (_, result, partitions) => {
    expect(result).toEqual({ ok: true, value: partitions });
  });

  test('and nowhere where it names one that is not declared', () => {
    const problem = { code: 'PARTITION_UNKNOWN', observed: 'JFF', remedy: 'Did you mean `JFK`?' };
    expect(goesTo(['JFF'])).toMatchObject({ ok: false, problems: [problem] });
  });
});
