// Asks the source of a held pane for its rows again.

import type { Choice, Decision } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import type { NewerPane } from '#contracts/pane.ts';
import type { Asked } from '#contracts/rerequest.ts';
import { holdDecision } from '#domain/decisions/hold.ts';
import { rerequestDecision } from '#domain/decisions/rerequest.ts';
import { isAnswered } from '#domain/gates/hold.ts';
import { blockingOf, type Request, reasonsOf, requestFor } from '#domain/gates/rerequest.ts';
import { decide } from '../run/decision-log.ts';
import { notify } from '../run/notify.ts';
import { rerequestActivities } from '../run/policies.ts';
import type { Settled } from './decided.ts';
import { gateOf } from './gate.ts';
import type { JudgedPane } from './judged.ts';
import { aboutOf } from './records.ts';
import type { WindowInput, WindowState } from './state.ts';

/** The source that a pane's gate asks for its rows again; undefined if the spec does not say so. */
export const requestAbout = (input: WindowInput, { report, outcome }: JudgedPane): Request | undefined =>
  requestFor(gateOf(input), input.sources[0]?.name ?? '', { report, outcome, requests: input.requests ?? 0 });

/** Asks the source of a held pane for its rows again. */
export function askSource(input: WindowInput, state: WindowState, judged: JudgedPane, asked: Asked): void {
  const { report, assembled, outcome } = judged;
  const { hash, at } = told(
    input,
    rerequestDecision.draft({
      ...saidOf(input, asked, { reasons: reasonsOf(report, asked.source, outcome) }),
      outcome: 'asked',
      code: 'REREQUESTED',
      inputs: { snapshot: assembled.snapshot },
      evidence: { report: report.digest, account: assembled.account },
    }),
  );
  post(input, state, judged, { ...asked, decision: { hash, at } });
}

/** Posts the request; nobody waits, but that it cannot be posted is told. */
function post(
  input: WindowInput,
  state: WindowState,
  { report, outcome: { reason }, assembled: { account } }: JudgedPane,
  asked: Asked & { readonly decision: { readonly hash: Digest; readonly at: number } },
): void {
  const { pipeline, partition, feed, window, pane, receiver } = input;
  if (!receiver) return;
  const { source, until, decision } = asked;
  const findings = blockingOf(report, source).map(({ check, column, code, affected }) => ({
    check,
    ...(column !== undefined && { column }),
    ...(code !== undefined && { code }),
    ...(affected !== undefined && { affected }),
  }));
  rerequestActivities(Math.max(1, until - Date.now()))
    .sendRerequest({
      ...receiver,
      workflowId: ids.window(pipeline, partition, feed, window, pane),
      decision,
      request: { pipeline, partition, source, window, pane, until, reason, findings },
      account,
    })
    .catch(() => {
      if (state.phase !== 'held' || !state.waiting?.asked) return;
      const said = saidOf(input, asked, {});
      told(input, rerequestDecision.draft({ ...said, outcome: 'undelivered', code: 'REREQUEST_UNDELIVERED' }));
    });
}

/** Tells that the source did not answer in time: people decide without it. */
export function recordUnanswered(input: WindowInput, asked: Asked): void {
  const said = saidOf(input, asked, {});
  told(input, rerequestDecision.draft({ ...said, outcome: 'unanswered', code: 'REREQUEST_UNANSWERED' }));
}

/** A later pane has all rows of this one, and newer ones: it takes its place. */
export function overtaken(input: WindowInput, judged: JudgedPane, newer: NewerPane, asked: Asked | undefined): Settled {
  if (asked && isAnswered(newer, asked)) {
    const said = saidOf(input, asked, { by: newer.pane });
    told(input, rerequestDecision.draft({ ...said, outcome: 'answered', code: 'REREQUEST_ANSWERED' }));
  }
  decide(
    holdDecision.draft({
      about: aboutOf(input),
      outcome: 'superseded',
      code: 'SUPERSEDED_BEFORE_PUBLISH',
      numbers: { pane: input.pane, by: newer.pane },
      policy: { spec: input.spec, path: `gates.${input.feed}` },
    }),
  );
  return { judged, outcome: 'superseded', code: 'SUPERSEDED_BEFORE_PUBLISH' };
}

const saidOf = <More extends object>(input: WindowInput, { source, until }: Asked, more: More) => ({
  about: { ...aboutOf(input), source },
  numbers: { pane: input.pane, until, ...more },
  policy: { spec: input.spec, path: `gates.${input.feed}.remediate` },
});

/** Records a decision, and posts it to the receivers that the spec names. */
function told(input: WindowInput, choice: Choice): Decision {
  const decision = decide(choice);
  notify(input.notices, decision);
  return decision;
}
