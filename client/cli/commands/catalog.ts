import type { AuditSources } from '#audit/sources.ts';
import type { CatalogDigest } from '#stores/catalog/catalog.ts';
import { ask } from '#worker/programs/ask.ts';
import { type Rebuilt, rebuild } from '#worker/programs/rebuild/answer.ts';
import { replay } from '#worker/programs/replay/answer.ts';
import type { Answer } from '../answer.ts';
import { type AddCommand, answering, describe } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { unusable } from '../option-values.ts';
import { progressLine } from '../progress-line.ts';
import { auditing } from '../session.ts';

interface Options {
  readonly into: string;
  readonly replace?: boolean;
}

/** The schema of the live catalog. */
const liveSchema = 'tidegate';

export const catalog: AddCommand = (program) => {
  const group = program
    .command('catalog')
    .summary('Rebuild the catalog from the archived histories')
    .description('Rebuild the catalog from the archived histories.');
  group.addCommand(
    describe({
      name: 'rebuild',
      summary: 'Fill an empty catalog from the histories, and compare its digest with the live one',
      examples: [
        ['catalog rebuild', 'into a schema beside the live catalog'],
        ['catalog rebuild --replace', 'and then the live one too'],
      ],
    })
      .option('--into <schema>', 'the database schema to fill; it is emptied first', 'tidegate_rebuild')
      .option('--replace', 'empty the live catalog and fill it anew once the histories have replayed')
      .action(answering((options: Options) => auditing((sources) => answer(sources, options)))),
  );
};

async function answer(sources: AuditSources, { into, replace }: Options): Promise<Answer> {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(into) || into === liveSchema)
    throw unusable('--into', into, `lower-case letters, digits and underscores, and not ${liveSchema}`);
  const { live, rebuilt } = await compare(sources, into);
  const replayed = rebuilt.diverged === 0;
  const equal = replayed && live.digest === rebuilt.digest;
  if (replace && replayed) await replaceLive(sources);
  const replaced = replace === true && replayed;
  return {
    json: { equal, into, live, rebuilt, replaced },
    text: [
      `live     ${live.digest}  ${live.runs} runs, ${live.decisions} decisions`,
      `rebuilt  ${rebuilt.digest}  ${rebuilt.runs} runs, ${rebuilt.decisions} decisions`,
      equal ? 'The digests are equal: the histories alone give the same catalog.' : 'The digests DIFFER.',
      ...(replayed ? [] : [`${rebuilt.diverged} runs did not replay; see \`tidegate replay --all\`.`]),
      ...(replaced ? ['The live catalog was filled anew.'] : []),
    ],
    exit: equal ? exitCodes.ok : exitCodes.no,
  };
}

const attempts = 3;

/**
 * Rebuilds the catalog in another schema and compares the digests. If runs closed during the rebuild, the live catalog
 * has become newer, so it rebuilds again, up to {@link attempts} times.
 */
async function compare(sources: AuditSources, into: string): Promise<{ live: CatalogDigest; rebuilt: Rebuilt }> {
  for (let attempt = 1; ; attempt += 1) {
    const before = await sources.catalog.digest();
    const rebuilt = await rebuiltInto(sources, into);
    const live = await sources.catalog.digest();
    if (live.digest === rebuilt.digest || live.digest === before.digest || attempt === attempts)
      return { live, rebuilt };
  }
}

async function rebuiltInto({ environment }: AuditSources, schema: string): Promise<Rebuilt> {
  const progress = progressLine();
  let rebuilt: Rebuilt | undefined;
  for await (const answer of ask(rebuild, { schema }, environment)) {
    if ('rebuilt' in answer) rebuilt = answer.rebuilt;
    else progress.show(`${answer.done} runs replayed into ${schema}`);
  }
  progress.clear();
  if (!rebuilt) throw new Error('the rebuild ended without an answer');
  return rebuilt;
}

/**
 * Fills the live catalog anew. Open runs are not archived yet, so their decisions so far are taken from Temporal's
 * histories.
 */
async function replaceLive(sources: AuditSources): Promise<void> {
  await rebuiltInto(sources, liveSchema);
  for await (const run of ask(replay, { open: true, decisions: true }, sources.environment)) {
    if (run.outcome === 'open') await sources.catalog.record(run.recorded ?? []);
  }
}
