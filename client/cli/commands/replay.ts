import { TidegateError } from '#contracts/problem.ts';
import { ask } from '#worker/programs/ask.ts';
import { type ReplayedRun, replay as replayProgram } from '#worker/programs/replay/answer.ts';
import type { Answer } from '../answer.ts';
import { type AddCommand, answering, describe } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { progressLine } from '../progress-line.ts';
import { commandEnvironment } from '../session.ts';
import { linesOfTable } from '../table-text.ts';

export const replay: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'replay',
      summary: 'Replay histories with the code that made them, and compare every decision byte for byte',
      examples: [
        ['replay --all', 'every run, open ones to their last event'],
        ['replay stream/flight-delay/all', 'all runs of one workflow'],
      ],
    })
      .argument('[run...]', 'workflow ids')
      .option('--all', 'every run')
      .action(answering((runs: string[], options: { all?: boolean }) => answer(runs, options.all === true))),
  );
};

async function answer(workflowIds: readonly string[], all: boolean): Promise<Answer> {
  if (all === workflowIds.length > 0) {
    throw new TidegateError({ code: 'USAGE', message: 'say which runs to replay', expected: 'workflow ids, or --all' });
  }
  const progress = progressLine();
  const runs: ReplayedRun[] = [];
  for await (const run of ask(
    replayProgram,
    { workflowIds: all ? undefined : workflowIds, open: true },
    commandEnvironment(),
  )) {
    runs.push(run);
    progress.show(`${runs.length} runs replayed: ${run.workflowId}`);
  }
  progress.clear();
  if (runs.length === 0 && !all) {
    throw new TidegateError({
      code: 'NOT_FOUND',
      message: 'no run has such a workflow id',
      observed: workflowIds.join(' '),
    });
  }
  const counts = countsOf(runs);
  const diverged = runs.filter(({ outcome }) => outcome === 'diverged');
  return {
    json: { equal: diverged.length === 0, ...counts, runs },
    text: all ? summaryOf(runs) : [...linesOfRuns(runs), ...summaryOf(runs)],
    problems: diverged.slice(0, 20).map(({ workflowId, runId, detail }) => ({
      code: 'REPLAY_DIVERGED',
      message: `${workflowId} ${runId}`,
      ...(detail !== undefined && { observed: detail }),
    })),
    exit: diverged.length === 0 ? exitCodes.ok : exitCodes.no,
  };
}

function countsOf(runs: readonly ReplayedRun[]) {
  const of = (outcome: ReplayedRun['outcome']) => runs.filter((run) => run.outcome === outcome).length;
  const decisions = runs.reduce((sum, run) => sum + run.decisions, 0);
  return { closed: of('equal'), open: of('open'), unsealed: of('unsealed'), diverged: of('diverged'), decisions };
}

const linesOfRuns = (runs: readonly ReplayedRun[]): string[] =>
  linesOfTable(
    ['workflow', 'status', 'decisions', 'head', 'outcome'],
    runs.map((run) => [run.workflowId, run.status, String(run.decisions), run.head?.slice(7, 19) ?? '', run.outcome]),
    [2],
  );

function summaryOf(runs: readonly ReplayedRun[]): string[] {
  const types = [...new Set(runs.map(({ workflowType }) => workflowType))].sort();
  const rows = types.map((type) => {
    const { closed, open, unsealed, diverged, decisions } = countsOf(runs.filter((run) => run.workflowType === type));
    return [type, closed, open, unsealed, diverged, decisions].map(String);
  });
  const { diverged, decisions } = countsOf(runs);
  return [
    ...linesOfTable(
      ['type', 'closed, equal', 'open, equal so far', 'unsealed', 'diverged', 'decisions'],
      rows,
      [1, 2, 3, 4, 5],
    ),
    '',
    diverged === 0
      ? `${runs.length} runs replayed: all ${decisions} decisions are equal byte for byte.`
      : `${runs.length} runs replayed: ${diverged} DIVERGED.`,
  ];
}
