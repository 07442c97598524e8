import type { SignalDefinition } from '@temporalio/common';
import { TidegateError } from '#contracts/problem.ts';
import { formatInstant } from '#contracts/time.ts';
import * as messages from '#workflows/stream/messages.ts';
import { within } from '../../../temporal/connect.ts';
import type { Answer } from '../../answer.ts';
import { answering, describe } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { instantOf } from '../../option-values.ts';
import { nameOf } from '../../principal-name.ts';
import { withSession } from '../../session.ts';
import { chosenStream } from '../../stream-name.ts';
import { counted } from '../../words.ts';

const answerMs = 30_000;

const streamArgument = ['<stream>', 'a pipeline, or its stream as `stream/PIPELINE/PARTITION`'] as const;
const asOption = ['--as <name>', 'who does it'] as const;

interface By {
  readonly as: string;
}

const pause = () =>
  describe({
    name: 'pause',
    summary: 'Take nothing more until it is resumed: what comes waits, panes that fired go on',
    examples: [['stream pause flight-delay', '']],
  })
    .argument(...streamArgument)
    .action(answering((text: string) => signalled(text, 'paused', messages.pauseSignal)));

const resume = () =>
  describe({
    name: 'resume',
    summary: 'Go on with what waits; silence of sources counts anew',
    examples: [['stream resume flight-delay', '']],
  })
    .argument(...streamArgument)
    .action(answering((text: string) => signalled(text, 'resumed', messages.resumeSignal)));

const signalled = (text: string, outcome: string, signal: SignalDefinition): Promise<Answer> =>
  withSession(async (session) => {
    const { id } = await chosenStream(session, text);
    await within(session.client, answerMs, () => session.client.workflow.getHandle(id).signal(signal));
    return { json: { stream: id, outcome }, text: [`${id} is ${outcome}.`] };
  });

const drain = () =>
  describe({
    name: 'drain',
    summary: 'End a stream: every open window fires with what it has, and nothing more is taken',
    examples: [['stream drain flight-delay --as ada', 'it ends when its last gate has answered']],
  })
    .argument(...streamArgument)
    .requiredOption(...asOption)
    .action(
      answering((text: string, { as }: By) =>
        withSession(async (session) => {
          const { id } = await chosenStream(session, text);
          const by = nameOf(as);
          await within(session.client, answerMs, () =>
            session.client.workflow.getHandle(id).executeUpdate(messages.drainUpdate, { args: [{ by }] }),
          );
          return { json: { stream: id, outcome: 'draining' }, text: [`${id} is draining (STREAM_DRAINED).`] };
        }),
      ),
    );

const rewind = () =>
  describe({
    name: 'rewind',
    summary: 'Set a source’s watermark back, where a wrong time had moved it: windows that end later wait again',
    examples: [['stream rewind flight-delay weather --to 2013-05-04T00:00:00Z --as ada', '']],
  })
    .argument(...streamArgument)
    .argument('<source>', 'the source whose watermark was moved too far')
    .requiredOption('--to <time>', 'the watermark that it gets (RFC 3339): behind the present one')
    .requiredOption(...asOption)
    .action(
      answering((text: string, source: string, { as, to }: By & { readonly to: string }) =>
        withSession(async (session) => {
          const { id } = await chosenStream(session, text);
          const args = [{ source, to: instantOf(to, '--to'), by: nameOf(as) }] as const;
          const { code, windows, forgotten } = await within(session.client, answerMs, () =>
            session.client.workflow.getHandle(id).executeUpdate(messages.rewindUpdate, { args: [...args] }),
          );
          const done = code === 'WATERMARK_REWOUND';
          const earliest =
            forgotten === null ? '' : `, and after ${formatInstant(forgotten)}, for older data was forgotten`;
          return {
            json: { stream: id, source, code, windows, forgotten },
            text: [
              done
                ? `${source} stands at ${to} again (${code}): ${counted(windows, 'window')} wait once more.`
                : `Not set back (${code}). The time must be before the present watermark${earliest}: see \`tidegate status\`.`,
            ],
            exit: done ? exitCodes.ok : exitCodes.no,
          };
        }),
      ),
    );

const readmit = () =>
  describe({
    name: 'readmit',
    summary: 'Let an arrival that came too late into its windows: each gets one more pane',
    examples: [['stream readmit flight-delay flights flights/2013-05-03 --as ada', '']],
  })
    .argument(...streamArgument)
    .argument('<source>', 'its source')
    .argument('<id>', 'its id, as `tidegate explain arrival ID` names it')
    .requiredOption(...asOption)
    .action(
      answering((text: string, source: string, id: string, { as }: By) =>
        withSession(async (session) => {
          const stream = await chosenStream(session, text);
          const { code, windows } = await within(session.client, answerMs, () =>
            session.client.workflow
              .getHandle(stream.id)
              .executeUpdate(messages.readmitUpdate, { args: [{ source, id, by: nameOf(as) }] }),
          );
          const done = code === 'ARRIVAL_READMITTED';
          return {
            json: { stream: stream.id, source, id, code, windows },
            text: [
              done
                ? `${source} ${id} is in again (${code}): ${counted(windows, 'window')} got one more pane.`
                : `Not let in (${code}): see \`tidegate explain arrival ${id}\`.`,
            ],
            exit: done ? exitCodes.ok : exitCodes.no,
          };
        }),
      ),
    );

interface Verdict extends By {
  readonly release?: true;
  readonly refuse?: true;
}

const resolve = () =>
  describe({
    name: 'resolve',
    summary: 'Answer for an announcement that is held, because it would move the watermark too far',
    examples: [
      ['stream resolve flight-delay flights flights/2013-05-03 --release --as ada', 'it was right'],
      ['stream resolve flight-delay flights flights/2062-05-03 --refuse --as ada', 'it was wrong'],
    ],
  })
    .argument(...streamArgument)
    .argument('<source>', 'its source')
    .argument('<id>', 'its id, as `tidegate status` names it')
    .option('--release', 'let it through, as if it came now')
    .option('--refuse', 'it counts for nothing')
    .requiredOption(...asOption)
    .action(
      answering((text: string, source: string, id: string, options: Verdict) =>
        withSession(async (session) => {
          const stream = await chosenStream(session, text);
          const resolution = { source, id, verdict: verdictOf(options), by: nameOf(options.as) };
          const { resolved } = await within(session.client, answerMs, () =>
            session.client.workflow
              .getHandle(stream.id)
              .executeUpdate(messages.resolveHoldUpdate, { args: [resolution] }),
          );
          return {
            json: { stream: stream.id, source, id, resolved },
            text: [
              resolved
                ? `${source} ${id}: ${resolution.verdict}d.`
                : `${source} ${id} is not held: see \`tidegate status\`.`,
            ],
            exit: resolved ? exitCodes.ok : exitCodes.no,
          };
        }),
      ),
    );

function verdictOf({ release, refuse }: Verdict): 'release' | 'refuse' {
  if ((release ?? false) !== (refuse ?? false)) return release ? 'release' : 'refuse';
  throw new TidegateError({ code: 'USAGE', message: 'what is the answer?', expected: 'one of --release and --refuse' });
}

/** The commands with which people operate a running stream. */
export const operations = [pause, resume, drain, rewind, readmit, resolve] as const;
