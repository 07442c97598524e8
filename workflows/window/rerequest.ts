import type { Digest } from '#contracts/digest.ts';
import { within } from '#contracts/ids/subjects.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import type { NewerPane } from '#contracts/pane.ts';
import type { Asked } from '#contracts/rerequest.ts';
import { isAnswered } from '#domain/gates/hold.ts';
import { blockingOf, type Request, reasonsOf, requestFor } from '#domain/gates/rerequest.ts';
import { decide } from '../run/decision-log.ts';
import { notify } from '../run/notify.ts';
import { rerequestActivities } from '../run/policies.ts';
import type { Settled } from './decided.ts';
import { gateOf } from './gate.ts';
import type { JudgedPane } from './judged.ts';
import { subjectOf } from './records.ts';
import type { WindowInput, WindowState } from './state.ts';

/** Whom the gate of a pane asks for its rows again; nobody, where the spec does not say so. */
export const requestAbout = (input: WindowInput, { report, outcome }: JudgedPane): Request | undefined =>
  requestFor(gateOf(input), input.sources[0]?.name ?? '', { report, outcome, requests: input.requests ?? 0 });

/** Asks the source of a held pane for its rows again. */
export function askSource(input: WindowInput, state: WindowState, judged: JudgedPane, asked: Asked): void {
  const { report, assembled, outcome } = judged;
  const { hash, at } = record(
    input,
    asked,
    'REREQUESTED',
    { inputs: [assembled.snapshot], evidence: [report.digest, assembled.account] },
    reasonsOf(report, asked.source, outcome),
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
      if (state.phase === 'held' && state.waiting?.asked) record(input, asked, 'REREQUEST_UNDELIVERED');
    });
}

/** Tells that the source did not answer in time: people decide without it. */
export const recordUnanswered = (input: WindowInput, asked: Asked): void =>
  void record(input, asked, 'REREQUEST_UNANSWERED');

/** A later pane has all rows of this one, and newer ones: it takes its place. */
export function overtaken(input: WindowInput, judged: JudgedPane, newer: NewerPane, asked: Asked | undefined): Settled {
  if (asked && isAnswered(newer, asked)) record(input, asked, 'REREQUEST_ANSWERED', {}, { by: newer.pane });
  decide({
    subject: subjectOf(input),
    kind: 'pane',
    outcome: 'superseded',
    code: 'SUPERSEDED_BEFORE_PUBLISH',
    numbers: { pane: input.pane, by: newer.pane },
    policy: { spec: input.spec, path: `gates.${input.feed}` },
  });
  return { judged, outcome: 'superseded', code: 'SUPERSEDED_BEFORE_PUBLISH' };
}

const outcomes = {
  REREQUESTED: 'asked',
  REREQUEST_UNDELIVERED: 'undelivered',
  REREQUEST_UNANSWERED: 'unanswered',
  REREQUEST_ANSWERED: 'answered',
} as const;

function record(
  input: WindowInput,
  { source, until }: Asked,
  code: keyof typeof outcomes,
  about: { readonly inputs?: Digest[]; readonly evidence?: Digest[] } = {},
  numbers: Readonly<Record<string, number>> = {},
) {
  const decision = decide({
    subject: within(subjectOf(input), source),
    kind: 'remediation',
    outcome: outcomes[code],
    code,
    numbers: { pane: input.pane, until, ...numbers },
    policy: { spec: input.spec, path: `gates.${input.feed}.remediate` },
    ...about,
  });
  notify(input.notices, decision);
  return decision;
}
