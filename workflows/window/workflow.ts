import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import type { Assembled } from '#activities/panes/port.ts';
import type { ChainHead } from '#contracts/decision.ts';
import type { GateReport } from '#contracts/finding.ts';
import type { PaneDecided } from '#contracts/pane.ts';
import { workflowId as ids } from '#contracts/window.ts';
import type { Outcome } from '#domain/gates/outcome.ts';
import { decide } from '../decision-log.ts';
import { notify } from '../notify.ts';
import { sealed } from '../sealing.ts';
import { paneDecidedSignal } from '../stream/messages.ts';
import { tell } from '../tell.ts';
import { makeSearchable, showDetails } from '../visibility.ts';
import { gateDetails } from './details.ts';
import { judgePane } from './gate.ts';
import * as messages from './messages.ts';
import type { WindowInput, WindowState } from './state.ts';

export interface WindowResult {
  readonly decided: PaneDecided;
  readonly chain: ChainHead;
}

/** Takes one pane through its data gate: assemble, judge, repair what is declared, judge again, hold where the spec says so. */
export async function window(input: WindowInput): Promise<WindowResult> {
  const state: WindowState = { phase: 'measuring' };
  setHandlers(state);
  const { outcome, assembled, report, stored } = await judgePane(input, state);
  const code = outcome.next === 'hold' ? await held(input, state, assembled, report, stored) : outcome.code;
  const decided = decidedPane(input, assembled, report, code);
  state.phase = 'decided';
  makeSearchable({ verdict: report.verdict, code });
  showDetails(gateDetails(report, code));
  return sealed({ decided }, { underWay: [stored, tellStream(input, decided)] });
}

const tellStream = (input: WindowInput, decided: PaneDecided) =>
  tell(ids.stream(input.pipeline, input.partition), paneDecidedSignal, decided);

function decidedPane(input: WindowInput, assembled: Assembled, report: GateReport, code: Outcome['code']): PaneDecided {
  const { feed, window: interval, pane, timing } = input;
  const { snapshot, account, rows, parts, fates } = assembled;
  const outcome =
    code === 'PANE_PUBLISHED' || code === 'HOLD_RELEASED' ? 'passed' : code === 'PANE_HELD' ? 'held' : 'rejected';
  return {
    feed,
    window: interval,
    pane,
    timing,
    outcome,
    code,
    snapshot,
    account,
    report: report.digest,
    rows,
    parts,
    fates,
  };
}

/** Waits for a person. */
async function held(
  input: WindowInput,
  state: WindowState,
  assembled: Assembled,
  report: GateReport,
  stored: Promise<unknown>,
): Promise<'HOLD_RELEASED' | 'HOLD_REJECTED'> {
  state.phase = 'held';
  const decision = decide({
    subject: `window/${input.partition}/${input.feed}/${input.window.start}`,
    kind: 'pane',
    outcome: 'held',
    code: 'PANE_HELD',
    numbers: { pane: input.pane },
    policy: { spec: input.spec, path: `gates.${input.feed}` },
    inputs: [assembled.snapshot],
    evidence: [report.digest],
  });
  makeSearchable({ verdict: report.verdict, code: 'PANE_HELD' });
  showDetails(gateDetails(report, 'PANE_HELD'));
  await Promise.all([stored, tellStream(input, decidedPane(input, assembled, report, 'PANE_HELD'))]);
  notify(input.webhook, decision);
  await condition(() => state.resolution !== undefined);
  const { verdict, by } = state.resolution ?? { verdict: 'reject', by: 'nobody' };
  const code = verdict === 'accept' ? 'HOLD_RELEASED' : 'HOLD_REJECTED';
  decide({ subject: decision.subject, kind: 'pane', outcome: verdict, code, numbers: { pane: input.pane }, actor: by });
  return code;
}

function setHandlers(state: WindowState): void {
  setHandler(messages.stateQuery, () => ({
    phase: state.phase,
    ...(state.report && { verdict: state.report.verdict, report: state.report.digest }),
    ...(state.assembled && { snapshot: state.assembled.snapshot }),
  }));
  setHandler(
    messages.resolveHoldUpdate,
    (resolution) => {
      if (state.phase !== 'held' || state.resolution) return { resolved: false };
      state.resolution = resolution;
      return { resolved: true };
    },
    {
      validator: (payload) => {
        if (!messages.HoldResolution.safeParse(payload).success) {
          throw ApplicationFailure.nonRetryable('expected { verdict: accept | reject, by }', 'USAGE');
        }
      },
    },
  );
}
