import type { History } from '@temporalio/common/lib/proto-utils.js';
import { type InjectedSinks, type ReplayError, Worker } from '@temporalio/worker';
import type { Sinks } from '@temporalio/workflow';
import type { ChainHead, RecordedDecision } from '#contracts/decision.ts';
import { present } from '#contracts/present.ts';
import type { DecisionSinks } from '#workflows/run/decision-log.ts';
import { payloadConverterPath } from '../payload-converter-path.ts';

/** A history with the run that it is of. */
export interface RecordedHistory {
  readonly workflowId: string;
  readonly runId: string;
  readonly history: History;
}

/** What replaying a history gave: the run's decisions in order, and its chain's end where it has one. */
export interface Replayed {
  readonly workflowId: string;
  readonly runId: string;
  readonly decisions: readonly RecordedDecision[];
  readonly seal?: ChainHead;
  /** Temporal's message if the code does not fit the history. */
  readonly failure?: string;
}

interface Collected {
  readonly decisions: Map<number, RecordedDecision>;
  seal?: ChainHead;
}

/** Replays histories with one bundle; the decisions come back by the sink that the workflows write to, as does what `more` takes. */
export async function* replayHistories(
  bundlePath: string,
  histories: readonly RecordedHistory[],
  more: InjectedSinks<Sinks> = {},
): AsyncGenerator<Replayed> {
  const collected = new Map<string, Collected>();
  const of = (workflowId: string): Collected => {
    const known = collected.get(workflowId) ?? { decisions: new Map() };
    collected.set(workflowId, known);
    return known;
  };
  const sinks: InjectedSinks<DecisionSinks> = {
    decisions: {
      record: {
        fn: (_info, recorded) => void of(recorded.workflowId).decisions.set(recorded.decision.seq, recorded),
        callDuringReplay: true,
      },
      seal: {
        fn: (_info, { workflowId, chain }) => {
          of(workflowId).seal = chain;
        },
        callDuringReplay: true,
      },
    },
  };
  // Runs of one workflow id share their place in `collected`, so each round replays an id once.
  for (const round of roundsOf(histories)) {
    const results = Worker.runReplayHistories(
      {
        workflowBundle: { codePath: bundlePath },
        sinks: { ...more, ...sinks },
        dataConverter: { payloadConverterPath },
      },
      round.map(({ workflowId, history }) => ({ workflowId, history })),
    );
    const failures = new Map<string, string>();
    for await (const { workflowId, error } of results) if (error) failures.set(workflowId, messageOf(error));
    for (const { workflowId, runId } of round) {
      const { decisions, seal } = of(workflowId);
      const failure = failures.get(workflowId);
      collected.delete(workflowId);
      yield {
        workflowId,
        runId,
        decisions: inOrder(decisions),
        ...(seal && { seal }),
        ...present({ failure }),
      };
    }
  }
}

const messageOf = (error: ReplayError): string => error.message;

const inOrder = (decisions: ReadonlyMap<number, RecordedDecision>): RecordedDecision[] =>
  [...decisions.values()].sort((a, b) => a.decision.seq - b.decision.seq);

function roundsOf(histories: readonly RecordedHistory[]): RecordedHistory[][] {
  const rounds: RecordedHistory[][] = [];
  const seen = new Map<string, number>();
  for (const recorded of histories) {
    const round = seen.get(recorded.workflowId) ?? 0;
    seen.set(recorded.workflowId, round + 1);
    rounds[round] = [...(rounds[round] ?? []), recorded];
  }
  return rounds;
}
