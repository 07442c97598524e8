import type { Code } from '#contracts/codes.ts';
import { incidentsOf } from '#examples/nyc-flights/upstream/incidents.ts';
import { settled } from '../candidates.ts';
import { dayStart, decided } from '../world.ts';
import type { Act } from './act.ts';

/** What is wrong with the file, and the code that says so. */
const faults: readonly (readonly [string, Code])[] = [
  ['nulls in a key', 'NULL_RATE_ABOVE_MAXIMUM'],
  ['an unknown carrier', 'VALUE_NOT_IN_SET'],
  ['a negative distance', 'VALUE_OUT_OF_RANGE'],
  ['a duplicated block', 'NOT_UNIQUE'],
];

/** Broken rows fail the gate with a code each; what can be repaired is, the rest is set aside, and the data go on. */
export const badBatch: Act = {
  title: 'A bad batch: are the data good enough?',
  async play(world) {
    const { feed, narrator, seed, plan } = world;
    await feed.play(plan.badBatch);
    await settled(world);
    const { bad } = incidentsOf(seed);
    const subject = `window/all/data/${dayStart(world, bad)}`;
    const log = (await decided(world, subject)).map(({ decision }) => decision);
    const has = (code: Code) => log.filter((decision) => decision.code === code);

    for (const [what, code] of faults) {
      const [finding] = has(code);
      narrator.check(
        `${what}: the gate says so`,
        finding !== undefined,
        `${code}, ${finding?.numbers?.affected ?? 0} rows`,
      );
    }
    const [quarantine] = has('ROWS_QUARANTINED').filter(({ kind }) => kind === 'quarantine');
    narrator.check(
      'bad rows are quarantined, each with its reasons',
      quarantine?.evidence?.[0] !== undefined,
      `${quarantine?.numbers?.rows ?? 0} rows in ${quarantine?.evidence?.[0]?.slice(0, 19) ?? 'nothing'}`,
    );
    const [repair] = has('REMEDIATED').filter(({ kind }) => kind === 'remediation');
    narrator.check(
      'what can be repaired is repaired',
      repair !== undefined,
      `${repair?.subject.split('/').at(-1)}: ${repair?.numbers?.before} rows, then ${repair?.numbers?.after}`,
    );
    const gates = log.filter(({ kind, subject: about }) => kind === 'gate' && about === subject);
    narrator.check(
      'the gate runs again, and the data go on',
      gates.length >= 2 && gates.at(-1)?.code === 'GATE_PASSED' && has('PANE_PUBLISHED').length > 0,
      gates.map(({ code }) => code).join(', then '),
    );
    narrator.tell(
      'Look: npx tidegate explain window of that day; the quarantine artifact holds each row with its reasons.',
    );
  },
};
