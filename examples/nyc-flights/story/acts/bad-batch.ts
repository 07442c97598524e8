import { z } from 'zod';
import type { Code } from '#contracts/codes.ts';
import { within } from '#contracts/ids/subjects.ts';
import { checkDecision } from '#domain/decisions/check.ts';
import { quarantineDecision } from '#domain/decisions/quarantine.ts';
import { remediationDecision } from '#domain/decisions/remediation.ts';
import { incidentsOf } from '../../upstream/incidents.ts';
import { settled } from '../candidates.ts';
import { until } from '../until.ts';
import { dayOf, decided, pipeline, type World } from '../world.ts';
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
    const subject = dayOf(world, bad);
    const log = (await decided(world, subject)).map(({ decision }) => decision);
    const has = (code: Code) => log.filter((decision) => decision.code === code);

    const findings = log.flatMap((decision) => {
      const said = checkDecision.read(decision);
      return said && said.outcome !== 'waived' ? said : [];
    });
    for (const [what, code] of faults) {
      const finding = findings.find((each) => each.code === code);
      narrator.check(
        `${what}: the gate says so`,
        finding !== undefined,
        `${code}, ${finding?.numbers.affected ?? 0} rows`,
      );
    }
    const [quarantine] = has('ROWS_QUARANTINED').flatMap((decision) => {
      const said = quarantineDecision.read(decision);
      return said?.outcome === 'held' ? said : [];
    });
    narrator.check(
      'bad rows are quarantined, each with its reasons',
      quarantine !== undefined,
      `${quarantine?.numbers.rows ?? 0} rows in ${quarantine?.evidence.quarantine.slice(0, 19) ?? 'nothing'}`,
    );
    const repair = has('REMEDIATED')
      .flatMap((decision) => remediationDecision.read(decision) ?? [])
      .find(({ about: { source, remediation } }) => source === 'flights' && remediation === 'deduplicate');
    narrator.check(
      'what can be repaired is repaired',
      repair !== undefined,
      `deduplicate: ${repair?.numbers.before} rows, then ${repair?.numbers.after}`,
    );
    const gates = log.filter(({ kind, subject: about }) => kind === 'gate' && about === subject);
    narrator.check(
      'the gate runs again, and the data go on',
      gates.length >= 2 && gates.at(-1)?.code === 'GATE_PASSED' && has('PANE_PUBLISHED').length > 0,
      gates.map(({ code }) => code).join(', then '),
    );
    await ruleOnRows(world, subject);
  },
};

/** A person looks at what was set aside: two rows are right, the others never will be. */
async function ruleOnRows(world: World, subject: string): Promise<void> {
  const { narrator } = world;
  const [waiting] = await quarantines(world);
  if (!waiting) return narrator.check('rows that were set aside wait for a person', false, 'quarantine list is empty');
  const reason = 'ZZ is an airline of its own, since this week';
  const released = await rule(world, 'release', waiting, '--reason', reason, '--codes', 'VALUE_NOT_IN_SET');
  const pane = await until({ what: 'the pane with the released rows', onWait: narrator.progress }, async () => {
    const panes = await decided(world, subject, 'PANE_PUBLISHED');
    return panes.find(({ decision: { numbers } }) => numbers?.pane === released.pane);
  });
  const waived = (await decided(world, within(subject, 'set', 'carrier'), 'CHECK_WAIVED')).at(-1)?.decision;
  narrator.check(
    'a person releases rows, and the window goes through its gate again with them',
    released.code === 'QUARANTINE_RELEASED' && waived !== undefined,
    `${released.rows} rows by ada, pane ${pane.decision.numbers?.pane}: the check blocks nothing for them alone (CHECK_WAIVED)`,
  );
  const [rest] = await quarantines(world);
  const discarded = rest && (await rule(world, 'discard', rest, '--reason', 'no key, or no distance that could be'));
  narrator.check(
    'and refuses the others for good',
    discarded?.code === 'QUARANTINE_DISCARDED',
    `${discarded?.rows ?? 0} rows, which the ledger counts as rejected`,
  );
}

const Listed = z.looseObject({ quarantine: z.string(), rows: z.number() });
const Ruled = z.looseObject({ code: z.string(), rows: z.number(), pane: z.number().optional() });

async function quarantines({ people }: World): Promise<z.infer<typeof Listed>[]> {
  const { output } = await people.as('ada', 'quarantine', 'list', '--pipeline', pipeline, '--json');
  return z.looseObject({ quarantines: z.array(Listed) }).parse(JSON.parse(output)).quarantines;
}

async function rule(
  { people, narrator }: World,
  verdict: 'release' | 'discard',
  { quarantine }: { readonly quarantine: string },
  ...options: readonly string[]
): Promise<z.infer<typeof Ruled>> {
  const args = ['quarantine', verdict, quarantine, '--as', 'ada', ...options, '--json'];
  const { output, errors } = await people.as('ada', ...args);
  narrator.tell(
    `tidegate quarantine ${verdict} ${quarantine.slice(7, 19)}: ${(output || errors).trim().slice(0, 160)}`,
  );
  return Ruled.parse(JSON.parse(output));
}
