import { basename, extname, join, resolve } from 'node:path';
import { present } from '#contracts/present.ts';
import { TidegateError } from '#contracts/problem.ts';
import { formatDuration } from '#contracts/time.ts';
import { readSettings } from '#stores/settings.ts';
import { grids, planOf } from '../../init/plan.ts';
import { profileFiles } from '../../init/profile.ts';
import { trainerCommand } from '../../init/trainer.ts';
import { refuseToOverwrite, writePipeline } from '../../init/write.ts';
import type { Answer } from '../answer.ts';
import { type AddCommand, answering, describe } from '../command.ts';
import { unusable } from '../option-values.ts';
import { commandEnvironment } from '../session.ts';

interface Options {
  readonly data: readonly string[];
  readonly time: string;
  readonly key: string;
  readonly label?: string;
  readonly train?: string;
  readonly name?: string;
  readonly out?: string;
}

export const init: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'init',
      summary: 'Write a pipeline for files of your own: contract, windows, gates, features, trainer and feeder',
      examples: [
        ['init --data orders.csv --time ordered_at --key order_id', 'data and their gate, in ./orders'],
        ['init --data subs.csv --time due --key id --label churned', 'with a model of the label'],
        ['init --data *.parquet --time at --key id --label y --train "python train.py"', 'with a trainer of your own'],
      ],
    })
      .requiredOption('--data <file...>', 'CSV, NDJSON or Parquet')
      .requiredOption('--time <column>', 'when each row happened')
      .requiredOption('--key <column>', 'what no two rows share')
      .option('--label <column>', 'what a model is to predict: a column of two values')
      .option('--train <command>', 'your own trainer; a skeleton in Python where it is left out')
      .option('--name <name>', 'of the pipeline; by the first file where it is left out')
      .option('--out <folder>', 'a new folder; ./NAME where it is left out')
      .action(answering(writeForFiles)),
  );
};

async function writeForFiles({ data, time, key, label, train, out, ...options }: Options): Promise<Answer> {
  const name = nameOf(options.name, data[0] ?? '');
  const folder = out ?? name;
  await refuseToOverwrite(folder);
  if (train !== undefined && label === undefined)
    throw new TidegateError({
      code: 'USAGE',
      message: 'a trainer needs something to predict',
      path: '--train',
      expected: '--label with it',
    });
  const trainer = label === undefined ? undefined : await trainerCommand(train);
  const environment = commandEnvironment();
  const wanted = { time, key, ...present({ label }) };
  const profile = await profileFiles({ files: [...data], ...wanted, grids }, environment);
  const plan = planOf(profile, { name, ...wanted });
  const { home } = readSettings(environment);
  const files = data.map((file) => resolve(file));
  const approvers = await writePipeline({ folder, plan, profile, files, home, ...(trainer && { trainer }) });
  const { window, rows } = plan;
  const next = [
    `npx tidegate validate ${join(folder, 'pipeline.yaml')}`,
    'npx tidegate dev',
    `npx tidegate apply ${join(folder, 'pipeline.yaml')} --as you`,
    `python ${join(folder, 'feeder.py')}`,
    `npx tidegate status ${name}`,
    ...approvers.map((approver) => `npx tidegate approve promotion/MODEL/VERSION --as ${approver}`),
  ];
  return {
    json: {
      name,
      folder,
      rows,
      windows: { size: window.size, offset: window.offset, count: window.count },
      approvers,
      next,
    },
    text: [
      `Written: ${folder}, from ${rows} rows: ${window.count} windows of ${formatDuration(window.size)}.`,
      'Every choice has its reason beside it. Next, and docs/use/init.md tells more:',
      ...next.map((line) => `  ${line}`),
    ],
  };
}

/** The pipeline's name: the one given, or else one derived from the name of the data file. */
function nameOf(given: string | undefined, file: string): string {
  const made = basename(file, extname(file))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 50);
  const name = given ?? (made || 'data');
  if (/^[a-z][a-z0-9-]{0,49}$/.test(name)) return name;
  throw unusable('--name', name, 'lower-case letters, digits and dashes, a letter first, at most 50');
}
