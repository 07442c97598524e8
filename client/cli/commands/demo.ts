import { join, resolve } from 'node:path';
import colors from 'picocolors';
import { present } from '#contracts/present.ts';
import { leaveOpen } from '#examples/nyc-flights/story/keep.ts';
import { tellStory } from '#examples/nyc-flights/story/story.ts';
import { projectRoot, readSettings } from '#stores/settings.ts';
import { type AddCommand, describe } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { integerOf, unusable } from '../option-values.ts';
import { failed } from '../output.ts';

interface Options {
  readonly keep?: boolean;
  readonly json?: boolean;
  readonly start: string;
  readonly seed: string;
  readonly home: string;
  readonly report: string;
}

export const demo: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'demo',
      summary: 'Tell the whole story on real data, from arriving files to a rollback and its proof',
      examples: [
        ['demo', 'about four minutes; leaves nothing running'],
        ['demo --keep', 'leaves all running, with a window that waits and a candidate to approve'],
      ],
    })
      .option('--keep', 'leave everything running in the foreground')
      .option('--start <date>', 'day 0, in 2013', '2013-05-01')
      .option('--seed <n>', 'draws incidents and crashes', '1')
      .option(
        '--home <folder>',
        'a state home of its own, which is emptied first',
        join(projectRoot, '.tidegate', 'demo'),
      )
      .option('--report <file>', 'where the page goes', 'demo-report.html')
      .action(async (options: Options) => {
        try {
          process.exitCode = await tell(options);
        } catch (error) {
          process.exitCode = await failed(error, options.json === true);
        }
      }),
  );
};

async function tell({ keep = false, json = false, start, seed, home, report }: Options): Promise<number> {
  if (!/^2013-\d\d-\d\d$/.test(start)) throw unusable('--start', start, 'a date such as 2013-05-01');
  const begun = Date.now();
  const { cache, trainerPath } = readSettings();
  const told = await tellStory({
    home: resolve(home),
    cache,
    ...present({ trainerPath }),
    start,
    seed: integerOf(seed, '--seed', { from: 0 }),
    json,
    report: resolve(report),
  });
  const untrue = told.points.filter(({ ok }) => !ok);
  const seconds = Math.round((Date.now() - begun) / 1000);
  const verdict =
    untrue.length === 0
      ? 'Every point came true'
      : `${untrue.length} of ${told.points.length} points did NOT come true`;
  const summary = { points: told.points.length, untrue: untrue.length, seconds, report: resolve(report) };
  process.stdout.write(
    json ? `${JSON.stringify(summary)}\n` : `\n${colors.bold(verdict)}, in ${seconds} s. The report: ${report}\n`,
  );
  if (!keep) {
    await told.stop();
    return untrue.length === 0 ? exitCodes.ok : exitCodes.no;
  }
  process.stdout.write(`\n${(await leaveOpen(told.world)).join('\n')}\n`);
  return untrue.length === 0 ? exitCodes.ok : exitCodes.no;
}
