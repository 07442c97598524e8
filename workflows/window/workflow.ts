import type { ChainHead } from '#contracts/decision.ts';
import type { PaneDecided } from '#contracts/pane.ts';
import { isHeld } from '#domain/gates/hold.ts';
import { sealed } from '../run/sealing.ts';
import { makeSearchable, showDetails } from '../run/visibility.ts';
import { decidedPane, settledByGate, tellStream } from './decided.ts';
import { gateDetails } from './details.ts';
import { judgePane } from './gate.ts';
import { setHandlers } from './handlers.ts';
import { held } from './hold.ts';
import { requestAbout } from './rerequest.ts';
import type { WindowInput, WindowState } from './state.ts';

export interface WindowResult {
  readonly decided: PaneDecided;
  readonly chain: ChainHead;
}

/** Takes one pane through its data gate: assemble, judge, repair what is declared, judge again, hold where the spec says so. */
export async function window(input: WindowInput): Promise<WindowResult> {
  const state: WindowState = { phase: 'measuring' };
  setHandlers(input, state);
  const judged = await judgePane(input, state);
  const request = requestAbout(input, judged);
  const settled = isHeld(judged.outcome, request) ? await held(input, state, judged, request) : settledByGate(judged);
  const { report, stored } = settled.judged;
  const decided = decidedPane(input, settled);
  state.phase = 'decided';
  makeSearchable({ verdict: report.verdict, code: settled.code });
  showDetails(gateDetails(report, settled.code));
  return sealed({ decided }, { underWay: [stored, tellStream(input, decided)] });
}
