// How a pane waits for a person, and what each answer leads to.

import { condition } from '@temporalio/workflow';
import type { Waiver, WaiverRequest } from '#contracts/hold.ts';
import { holdDecision } from '#domain/decisions/hold.ts';
import type { Draft } from '#domain/decisions/kind.ts';
import { digestOf } from '#domain/digest.ts';
import { type Due, isHeld, isOvertaken, nextOfHold, remindedBy, type Waiting } from '#domain/gates/hold.ts';
import type { Request } from '#domain/gates/rerequest.ts';
import { isRepairable, waivedBy } from '#domain/gates/waiver.ts';
import { decide } from '../run/decision-log.ts';
import { notify } from '../run/notify.ts';
import { artifactActivities } from '../run/policies.ts';
import { makeSearchable, showDetails } from '../run/visibility.ts';
import { decidedPane, type Settled, settledByGate, tellStream } from './decided.ts';
import { gateDetails } from './details.ts';
import { failedRowChecks, gateOf, repairPane } from './gate.ts';
import type { JudgedPane } from './judged.ts';
import type * as messages from './messages.ts';
import { aboutOf, recordWaived } from './records.ts';
import { askSource, overtaken, recordUnanswered } from './rerequest.ts';
import type { WindowInput, WindowState } from './state.ts';

/**
 * Waits for a person, as long as the spec lets it; repairs once more where the person says so. Where a source is to be asked,
 * waits for it too: a later pane that has its answer takes this one's place.
 */
export async function held(
  input: WindowInput,
  state: WindowState,
  first: JudgedPane,
  request: Request | undefined,
): Promise<Settled> {
  let judged = first;
  const since = Date.now();
  const asked = request && { source: request.source, until: since + request.within };
  let waiting: Waiting = { since, reminded: 0, overdue: false, ...(asked && { asked }) };
  await hold(input, state, judged, waiting);
  if (asked) askSource(input, state, judged, asked);
  for (;;) {
    state.waiting = waiting;
    const due = nextOfHold(gateOf(input).hold, waiting);
    if (due && !(await answered(state, due))) {
      waiting = meet(input, waiting, due);
      const settled = ended(input, judged, due);
      if (settled) return settled;
      continue;
    }
    if (!due) await answered(state);
    const { resolution, newer } = state;
    if (!resolution) {
      if (isOvertaken(newer, waiting.asked)) return overtaken(input, judged, newer, waiting.asked);
      continue;
    }
    if (resolution.verdict === 'accept') return accepted(input, judged, resolution);
    if (resolution.verdict === 'reject') return rejected(input, judged, resolution);
    recordRepair(input, resolution);
    judged = await repairPane(input, state, judged);
    delete state.resolution;
    if (!isHeld(judged.outcome, waiting.asked)) return settledByGate(judged);
    await hold(input, state, judged, waiting);
  }
}

/** Says that the pane waits. */
async function hold(input: WindowInput, state: WindowState, judged: JudgedPane, waiting: Waiting): Promise<void> {
  const { report, assembled, stored } = judged;
  state.phase = 'held';
  state.waiting = waiting;
  const decision = decide(
    holdDecision.draft({
      about: aboutOf(input),
      outcome: 'held',
      code: 'PANE_HELD',
      numbers: { pane: input.pane },
      policy: { spec: input.spec, path: `gates.${input.feed}` },
      inputs: { snapshot: assembled.snapshot },
      evidence: { report: report.digest },
    }),
  );
  makeSearchable({ verdict: report.verdict, code: 'PANE_HELD' });
  showDetails(gateDetails(report, 'PANE_HELD'));
  const { waivers } = judged;
  const { asked } = waiting;
  const settled = { judged, waivers, outcome: 'held', code: 'PANE_HELD', ...(asked && { asked }) } as const;
  await Promise.all([stored, tellStream(input, decidedPane(input, settled))]);
  notify(input.notices, decision);
}

/** Waits for a person's answer or a later pane; false if a deadline or reminder is due first. */
async function answered(state: WindowState, due?: Due): Promise<boolean> {
  const isAnswered = () => state.resolution !== undefined || isOvertaken(state.newer, state.waiting?.asked);
  if (due) return condition(isAnswered, Math.max(1, due.at - Date.now()));
  await condition(isAnswered);
  return true;
}

/** Records a reminder, or that the people's or the source's deadline has passed. */
function meet(input: WindowInput, { asked, ...waiting }: Waiting, { kind }: Due): Waiting {
  if (kind === 'rerequest') {
    if (asked) recordUnanswered(input, asked);
    return waiting;
  }
  const policy = gateOf(input).hold ?? { onTimeout: 'stay' };
  const now = Date.now();
  const next =
    kind === 'deadline' ? { ...waiting, overdue: true } : { ...waiting, reminded: remindedBy(policy, waiting, now) };
  const said = {
    about: aboutOf(input),
    numbers: { pane: input.pane, since: waiting.since, reminded: next.reminded },
    policy: { spec: input.spec, path: `gates.${input.feed}.hold` },
  };
  const decision = decide(
    kind === 'deadline'
      ? holdDecision.draft({ ...said, outcome: 'overdue', code: 'HOLD_OVERDUE' })
      : holdDecision.draft({ ...said, outcome: 'reminded', code: 'HOLD_REMINDED' }),
  );
  notify(input.notices, decision);
  return asked ? { ...next, asked } : next;
}

/** The outcome of a passed deadline; undefined if the pane keeps waiting. */
function ended(input: WindowInput, judged: JudgedPane, { kind }: Due): Settled | undefined {
  if (kind === 'deadline') return timedOut(input, judged);
  const isRefused = kind === 'rerequest' && judged.outcome.next === 'reject';
  return isRefused ? { judged, outcome: 'rejected', code: 'REREQUEST_UNANSWERED' } : undefined;
}

function timedOut(input: WindowInput, judged: JudgedPane): Settled | undefined {
  const onTimeout = gateOf(input).hold?.onTimeout ?? 'stay';
  if (onTimeout === 'stay') return undefined;
  decide(
    holdDecision.draft({
      about: aboutOf(input),
      outcome: onTimeout,
      code: 'HOLD_TIMED_OUT',
      numbers: { pane: input.pane },
      policy: { spec: input.spec, path: `gates.${input.feed}.hold.onTimeout` },
    }),
  );
  return { judged, outcome: onTimeout === 'accept' ? 'published' : 'rejected', code: 'HOLD_TIMED_OUT' };
}

type Of<Verdict> = Extract<messages.HoldResolution, { verdict: Verdict }>;

async function accepted(input: WindowInput, judged: JudgedPane, { by, waiver }: Of<'accept'>): Promise<Settled> {
  const given = waiver && waiverOf(input, judged, waiver, by);
  if (given) recordWaived(input, judged, { waivers: [given] });
  recordAnswer(input, { outcome: 'accept', code: 'HOLD_RELEASED', actor: by, evidence: { waiver: given?.waiver } });
  const settled = { judged, outcome: 'published', code: 'HOLD_RELEASED' } as const;
  if (!given) return settled;
  await artifactActivities.storeJson({ value: given.content });
  const { waiver: digest, checks, until } = given;
  const granted = until === undefined ? {} : { granted: { waiver: digest, checks, until } };
  return { ...settled, waivers: [{ waiver: digest }], ...granted };
}

/** The waiver as it is kept, with its digest. */
function waiverOf(input: WindowInput, { report }: JudgedPane, { scope, reason, until }: WaiverRequest, by: string) {
  const checks = waivedBy(report, scope) ?? [];
  const content: Waiver = {
    kind: 'waiver',
    pipeline: input.pipeline,
    partition: input.partition,
    feed: input.feed,
    start: input.window.start,
    pane: input.pane,
    report: report.digest,
    checks,
    reason,
    ...(until !== undefined && { until }),
    by,
  };
  return { content, waiver: digestOf(content), checks, by, ...(until !== undefined && { until }) };
}

function rejected(input: WindowInput, judged: JudgedPane, { by, reason }: Of<'reject'>): Settled {
  recordAnswer(input, { outcome: 'reject', code: 'HOLD_REJECTED', actor: by, evidence: { reason } });
  return { judged, outcome: 'rejected', code: 'HOLD_REJECTED' };
}

const recordRepair = (input: WindowInput, { by, reason }: Of<'remediate'>) =>
  recordAnswer(input, { outcome: 'remediate', code: 'HOLD_REMEDIATED', actor: by, evidence: { reason } });

type Answer = Draft<typeof holdDecision.forms, 'accept' | 'reject' | 'remediate'>;

const recordAnswer = (input: WindowInput, answer: Pick<Answer, 'outcome' | 'code' | 'actor' | 'evidence'>) =>
  decide(holdDecision.draft({ about: aboutOf(input), numbers: { pane: input.pane }, ...answer }));

/** Why a person's answer cannot be taken; undefined where it can. */
export function refusalOf(
  input: WindowInput,
  { phase, judged, resolution }: WindowState,
  answer: messages.HoldResolution,
): messages.HoldAnswer['code'] {
  if (phase !== 'held' || judged === undefined || resolution !== undefined) return 'HOLD_ABSENT';
  const gate = gateOf(input);
  if (answer.verdict === 'remediate')
    return isRepairable(gate, failedRowChecks(gate, judged.report)) ? undefined : 'NOTHING_TO_REMEDIATE';
  if (answer.verdict === 'reject' || answer.waiver === undefined) return undefined;
  const { scope, until } = answer.waiver;
  if (until !== undefined && until <= Date.now()) return 'WAIVER_EXPIRED';
  return waivedBy(judged.report, scope) === undefined ? 'WAIVER_TOO_NARROW' : undefined;
}
