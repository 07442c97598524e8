import { CheckScope } from '#contracts/hold.ts';
import { present } from '#contracts/present.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { HoldResolution } from '#workflows/window/messages.ts';
import { heldPaneNamed, heldPanes, resolveHold, standingOfPane } from '../../../temporal/holds.ts';
import type { Answer } from '../../answer.ts';
import { type AddCommand, answering, describe } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { instantOf, unusable } from '../../option-values.ts';
import { nameOf } from '../../principal-name.ts';
import { keepReason } from '../../reason-option.ts';
import { type Session, withSession } from '../../session.ts';
import { linesOfHold, linesOfHolds, standingHold } from './text.ts';

const holdArgument = ['<hold>', 'the id of the pane’s run, or its pipeline where only one is held'] as const;
const asOption = ['--as <name>', 'who answers'] as const;

export const holds: AddCommand = (program) => {
  const group = program
    .command('holds')
    .summary('List panes that wait for a person, and answer for them')
    .description('List panes that wait for a person, and answer for them.');
  for (const operation of [list, show, accept, reject, remediate]) group.addCommand(operation());
};

const list = () =>
  describe({
    name: 'list',
    summary: 'Every pane that is held: why, since when, and until when it waits',
    examples: [
      ['holds list', 'of all pipelines'],
      ['holds list --pipeline flight-delay', 'of one'],
    ],
  })
    .option('--pipeline <name>', 'a pipeline; all where it is left out')
    .action(
      answering(({ pipeline }: { readonly pipeline?: string }) =>
        withSession(async ({ client }): Promise<Answer> => {
          const panes = await heldPanes(client, pipeline);
          const standing = await Promise.all(
            panes.map(async (pane) => standingHold(pane, await standingOfPane(client, pane))),
          );
          return { json: { holds: standing }, text: linesOfHolds(standing) };
        }),
      ),
    );

const show = () =>
  describe({
    name: 'show',
    summary: 'One held pane: the checks that block it, and what can be done',
    examples: [['holds show window/flight-delay/all/1367625600000~1367712000000/0', '']],
  })
    .argument(...holdArgument)
    .action(
      answering((text: string) =>
        withSession(async ({ client }): Promise<Answer> => {
          const pane = await heldPaneNamed(client, text);
          const hold = standingHold(pane, await standingOfPane(client, pane));
          return {
            json: hold,
            text: linesOfHold(hold),
            exit: hold.phase === 'held' ? exitCodes.ok : exitCodes.no,
          };
        }),
      ),
    );

interface Acceptance {
  readonly as: string;
  readonly reason?: string;
  readonly scope?: readonly string[];
  readonly until?: string;
}

const accept = () =>
  describe({
    name: 'accept',
    summary: 'Publish a held pane; with a reason, by a waiver that is named wherever the pane goes',
    examples: [
      ['holds accept flight-delay --as ada --reason "Holiday: few flights"', 'waives all that blocks it'],
      [
        'holds accept flight-delay --as ada --reason "New carrier" --scope set:carrier --until 2013-06-01T00:00:00Z',
        'this check, in later panes too',
      ],
    ],
  })
    .argument(...holdArgument)
    .requiredOption(...asOption)
    .option('--reason <text>', 'why; kept as an artifact')
    .option('--scope <checks...>', 'what is waived: CHECK or CHECK:COLUMN; all that blocks it where it is left out')
    .option('--until <time>', 'until when (RFC 3339) it covers later panes; this one only where it is left out')
    .action(
      answering((text: string, options: Acceptance) =>
        withSession(async (session) => answer(session, text, await acceptanceOf(session, options))),
      ),
    );

async function acceptanceOf({ settings }: Session, options: Acceptance): Promise<HoldResolution> {
  const { reason, scope, until } = options;
  const by = nameOf(options.as);
  const checks = scope?.map(scopeNamed);
  const end = until === undefined ? undefined : instantOf(until, '--until');
  if (reason === undefined && (checks || end !== undefined))
    throw new TidegateError({ code: 'USAGE', message: 'a waiver has a reason', expected: '--reason' });
  if (reason === undefined) return { verdict: 'accept', by };
  return {
    verdict: 'accept',
    by,
    waiver: {
      reason: await keepReason(reason, settings),
      ...(checks && { scope: checks }),
      ...(end !== undefined && { until: end }),
    },
  };
}

function scopeNamed(text: string): CheckScope {
  const [, check, column] = /^([^:]+)(?::(.+))?$/s.exec(text) ?? [];
  const scope = CheckScope.safeParse({ check, ...present({ column }) });
  if (scope.success) return scope.data;
  throw unusable('--scope', text, 'CHECK or CHECK:COLUMN, as in nullRate:carrier');
}

interface Answering {
  readonly as: string;
  readonly reason?: string;
}

const reject = () =>
  describe({
    name: 'reject',
    summary: 'Refuse a held pane: nothing is published, a correction gives the window another',
    examples: [['holds reject flight-delay --as ada --reason "Half the file is missing"', '']],
  })
    .argument(...holdArgument)
    .requiredOption(...asOption)
    .option('--reason <text>', 'why; kept as an artifact')
    .action(answering(answeringBy('reject')));

const remediate = () =>
  describe({
    name: 'remediate',
    summary: 'Have the declared repairs run once more, and the gate judge what they leave',
    examples: [['holds remediate flight-delay --as ada', 'held again where they do not help']],
  })
    .argument(...holdArgument)
    .requiredOption(...asOption)
    .option('--reason <text>', 'why; kept as an artifact')
    .action(answering(answeringBy('remediate')));

const answeringBy = (verdict: 'reject' | 'remediate') => (text: string, options: Answering) =>
  withSession(async (session) => {
    const by = nameOf(options.as);
    const reason = options.reason === undefined ? undefined : await keepReason(options.reason, session.settings);
    return answer(session, text, { verdict, by, ...present({ reason }) });
  });

const done = { accept: 'accepted', reject: 'rejected', remediate: 'under repair' } as const;
const codes = { accept: 'HOLD_RELEASED', reject: 'HOLD_REJECTED', remediate: 'HOLD_REMEDIATED' } as const;

async function answer({ client }: Session, text: string, resolution: HoldResolution): Promise<Answer> {
  const pane = await heldPaneNamed(client, text);
  const { resolved, code = codes[resolution.verdict] } = await resolveHold(client, pane, resolution);
  const { verdict, by } = resolution;
  return {
    json: { hold: pane.id, verdict, by, resolved, code },
    text: [
      resolved
        ? `${pane.id} is ${done[verdict]} by ${by} (${code}).`
        : `${pane.id}: nothing was done (${code}). See \`tidegate holds show ${pane.id}\`.`,
    ],
    exit: resolved ? exitCodes.ok : exitCodes.no,
  };
}
