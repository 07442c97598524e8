import { formatInstant } from '#contracts/time.ts';
import { loadSpec } from '#spec/load.ts';
import { resolve } from '#spec/resolve.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { sendApplication } from '../../temporal/application.ts';
import { type AddCommand, answering, describe } from '../command.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { instantOf } from '../option-values.ts';
import { nameOf } from '../principal-name.ts';
import { withSession } from '../session.ts';
import { lineOfNote } from './validate.ts';

export const apply: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'apply',
      summary: 'Bring a pipeline into force, or a changed spec of it',
      examples: [
        ['apply', 'applies ./pipeline.yaml'],
        ['apply examples/nyc-flights/pipeline.yaml --as ada', 'says who applies, who then cannot approve'],
        [
          'apply --from-window 2013-06-01',
          'changed windows, sources and data gates decide from then on; earlier windows keep theirs',
        ],
      ],
    })
      .argument('[file]', 'the pipeline', 'pipeline.yaml')
      .option('--as <name>', 'who applies it: a principal', 'operator')
      .option(
        '--from-window <time>',
        'the first window that changed windows, sources and data gates decide; the first that has not fired, where it is left out',
      )
      .action(answering(applyFile)),
  );
};

interface Options {
  readonly as: string;
  readonly fromWindow?: string;
}

async function applyFile(file: string, options: Options) {
  const by = nameOf(options.as);
  const from = options.fromWindow === undefined ? {} : { fromWindow: instantOf(options.fromWindow, '--from-window') };
  const loaded = await loadSpec(file);
  if (!loaded.ok)
    return {
      json: { applied: false, problems: loaded.problems },
      text: [],
      problems: loaded.problems,
      exit: exitCodes.usage,
    };
  return withSession(async ({ client, settings }) => {
    const { applied, digest } = await resolve(loaded.value, await openArtifactStore(settings.artifacts));
    const { code, changed, atWindow } = await sendApplication(client, { digest, applied, by, ...from });
    const { name } = applied.spec;
    const done = code === 'SPEC_APPLIED' || code === 'SPEC_UNCHANGED';
    const words = code === 'SPEC_UNCHANGED' ? 'is in force already' : done ? 'is in force' : `was refused: ${code}`;
    return {
      json: {
        applied: done,
        pipeline: name,
        spec: digest,
        code,
        changed,
        atWindow,
        ...from,
        notes: loaded.value.notes,
      },
      text: [
        `Pipeline ${name} ${words} (${digest}).`,
        ...changed.map((path) => `  changed: ${path}`),
        ...atWindow.map((path) => `  changed from ${since(from)} on: ${path}`),
        ...loaded.value.notes.map(lineOfNote),
      ],
      exit: done ? exitCodes.ok : exitCodeOf(code),
    };
  });
}

/**
 * Says from which window the spec applies. Without `--from-window` each stream chooses its own; `tidegate status` shows
 * which.
 */
const since = ({ fromWindow }: { readonly fromWindow?: number }): string =>
  fromWindow === undefined ? 'the first window that has not fired' : `the window at ${formatInstant(fromWindow)}`;
