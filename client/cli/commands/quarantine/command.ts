import { copyFile } from 'node:fs/promises';
import { maskedColumns } from '#audit/masked.ts';
import { type Quarantine, quarantinesIn } from '#audit/quarantines.ts';
import { sampleOf } from '#audit/report/collect/quarantine.ts';
import { type AuditSources, catalogLog } from '#audit/sources.ts';
import { Code } from '#contracts/codes.ts';
import { shortDigest } from '#contracts/digest.ts';
import { probably } from '#contracts/misnamed.ts';
import { present } from '#contracts/present.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { RulingVerdict } from '#contracts/quarantine.ts';
import { rule } from '../../../temporal/quarantine.ts';
import type { Answer } from '../../answer.ts';
import { type AddCommand, answering, describe } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { integerOf } from '../../option-values.ts';
import { nameOf } from '../../principal-name.ts';
import { keepReason } from '../../reason-option.ts';
import { auditing, withSession } from '../../session.ts';
import { counted } from '../../words.ts';
import { linesOfQuarantine, linesOfQuarantines } from './text.ts';

const quarantineArgument = ['<quarantine>', 'its digest, or the beginning that `quarantine list` shows'] as const;

export const quarantine: AddCommand = (program) => {
  const group = program
    .command('quarantine')
    .summary('List rows that gates set aside, and release or discard them')
    .description('List rows that gates set aside, and release or discard them.');
  for (const operation of [list, show, release, discard]) group.addCommand(operation());
};

interface ListOptions {
  readonly pipeline?: string;
  readonly all?: true;
}

const list = () =>
  describe({
    name: 'list',
    summary: 'Rows that are set aside and wait for somebody to rule on them',
    examples: [
      ['quarantine list', 'of all pipelines'],
      ['quarantine list --pipeline flight-delay --all', 'of one; also what was ruled on, or is outdated'],
    ],
  })
    .option('--pipeline <name>', 'a pipeline; all where it is left out')
    .option('--all', 'also what was released, discarded, or set aside anew by a newer pane')
    .action(
      answering(({ pipeline, all }: ListOptions) =>
        auditing(async (sources): Promise<Answer> => {
          const found = (await known(sources)).filter(
            (each) =>
              (pipeline === undefined || each.pipeline === pipeline) &&
              (all === true || each.standing === 'quarantined' || each.standing === 'undecided'),
          );
          return { json: { quarantines: found }, text: linesOfQuarantines(found) };
        }),
      ),
    );

interface ShowOptions {
  readonly rows: string;
  readonly out?: string;
}

const show = () =>
  describe({
    name: 'show',
    summary: 'Some of the rows, each with its reasons; all of them as a file',
    examples: [
      ['quarantine show 3f9a0c1b22de', 'the first twenty'],
      ['quarantine show 3f9a0c1b22de --out rows.parquet', 'all rows, with `reasons` and `reason_columns`'],
    ],
  })
    .argument(...quarantineArgument)
    .option('--rows <n>', 'so many rows are shown', '20')
    .option('--out <file>', 'write all rows there, as Parquet')
    .action(
      answering((text: string, { rows, out }: ShowOptions) =>
        auditing(async (sources): Promise<Answer> => {
          const most = integerOf(rows, '--rows', { from: 1, to: 1_000 });
          const one = await named(sources, text);
          const masked = await maskedColumns(sources.artifacts, one.spec, one.source);
          const sample = await sampleOf(one.quarantine, sources.artifacts, { rows: most, masked });
          if (out !== undefined) await copyFile(await sources.artifacts.path(one.quarantine), out);
          return {
            json: { ...one, ...(sample && { sample }), ...present({ out }) },
            text: [...linesOfQuarantine(one, sample), ...(out === undefined ? [] : [`All rows are in ${out}.`])],
          };
        }),
      ),
    );

const release = () =>
  describe({
    name: 'release',
    summary: 'Let rows in all the same: their window goes through its gate again, with them in it',
    examples: [
      ['quarantine release 3f9a0c1b22de --as ada --reason "A new carrier, not a wrong one"', 'all of them'],
      [
        'quarantine release 3f9a0c1b22de --as ada --reason "New carrier" --codes VALUE_NOT_IN_SET',
        'those with this reason',
      ],
    ],
  })
    .argument(...quarantineArgument)
    .requiredOption('--as <name>', 'who says so')
    .requiredOption('--reason <text>', 'why; kept as an artifact')
    .option('--codes <codes...>', 'only rows with one of these reasons')
    .action(answering(ruling('release')));

const discard = () =>
  describe({
    name: 'discard',
    summary: 'Refuse rows for good: the ledger counts them as rejected',
    examples: [['quarantine discard 3f9a0c1b22de --as ada --reason "Test rows of the source"', '']],
  })
    .argument(...quarantineArgument)
    .requiredOption('--as <name>', 'who says so')
    .requiredOption('--reason <text>', 'why; kept as an artifact')
    .option('--codes <codes...>', 'only rows with one of these reasons')
    .action(answering(ruling('discard')));

interface RulingOptions {
  readonly as: string;
  readonly reason: string;
  readonly codes?: readonly string[];
}

const ruling = (verdict: RulingVerdict) => async (text: string, options: RulingOptions) => {
  const by = nameOf(options.as);
  const codes = options.codes?.map(codeNamed);
  const one = await auditing((sources) => named(sources, text));
  if (one.account === undefined)
    return refused(one, one.standing === 'outdated' ? 'QUARANTINE_OUTDATED' : 'QUARANTINE_PANE_UNDECIDED');
  const { account, stream, feed, start, pane, source, quarantine: digest } = one;
  return withSession(async ({ client, settings }): Promise<Answer> => {
    const reason = await keepReason(options.reason, settings);
    const request = { feed, start, pane, source, quarantine: digest, ...(codes && { codes }), verdict, reason, by };
    const { code, rows, pane: next } = await rule(client, stream, { ...request, account });
    if (rows === 0) return refused(one, code);
    const then =
      verdict === 'release'
        ? `pane ${next} of the window goes through its gate with them`
        : 'the ledger counts them as rejected';
    return {
      json: { quarantine: digest, stream, verdict, by, code, rows, ...(next !== undefined && { pane: next }) },
      text: [`${counted(rows, 'row')} of ${source} ${verdict}d by ${by} (${code}): ${then}.`],
    };
  });
};

function refused({ quarantine: digest, stream }: Quarantine, code: string): Answer {
  return {
    json: { quarantine: digest, stream, code, rows: 0 },
    text: [`Nothing was done (${code}). See \`tidegate quarantine show ${shortDigest(digest)}\`.`],
    exit: exitCodes.no,
  };
}

function codeNamed(text: string): Code {
  const code = Code.safeParse(text);
  if (code.success) return code.data;
  throw new TidegateError({
    code: 'USAGE',
    message: 'there is no such code',
    path: '--codes',
    observed: text,
    ...probably(text, Code.options),
  });
}

const known = async (sources: AuditSources): Promise<Quarantine[]> =>
  quarantinesIn(await catalogLog(sources, { kinds: ['quarantine', 'pane', 'stream'] }));

/** Finds the quarantine that a person names. If several hold the same rows, it is that of the newest pane. */
async function named(sources: AuditSources, text: string): Promise<Quarantine> {
  const all = await known(sources);
  const digits = text.replace(/^(artifact:)?(sha256:)?/, 'sha256:');
  const found = all.filter(({ quarantine: digest }) => digits.length >= 15 && digest.startsWith(digits));
  const [one] = [...found].sort((a, b) => b.pane - a.pane || b.at - a.at);
  if (one && found.every(({ quarantine: digest }) => digest === one.quarantine)) return one;
  throw new TidegateError({
    code: found.length === 0 ? 'NOT_FOUND' : 'USAGE',
    message: found.length === 0 ? 'nothing is set aside by this name' : 'several are meant',
    observed: text,
    expected: 'a digest that `tidegate quarantine list --all` shows, eight of its digits at least',
  });
}
