// Takes a newly applied spec: which windows it decides, and from when on.

import type { Decision } from '#contracts/decision.ts';
import { subject } from '#contracts/ids/subjects.ts';
import type { AppliedSpec } from '#contracts/spec.ts';
import type { Draft } from '#domain/decisions/kind.ts';
import { specDecision } from '#domain/decisions/spec.ts';
import { digestOf } from '#domain/digest.ts';
import { exceptions, expiredRanges, withRange } from '#domain/time/exceptions.ts';
import { beginVersion, firstChangeable } from '#domain/time/spec-change.ts';
import { formerInUse, mostFormer } from '#domain/time/versions.ts';
import { windowAt } from '#domain/time/window.ts';
import { decide } from '../../run/decision-log.ts';
import { arrivalActivities } from '../../run/policies.ts';
import { refuseMessage } from '../../run/receive.ts';
import { record } from '../effects.ts';
import type { SpecApplied } from '../messages.ts';
import type { SpecChange, StreamPolicy, StreamState } from '../state.ts';
import { policyOf } from './policy.ts';

/** Takes an application as it comes: what concerns no window is in force at once, the rest in its turn. */
export function takeApplication(state: StreamState, applied: SpecApplied): void {
  if (typeof applied === 'string') rename(state, { spec: applied });
  else if (!('applied' in applied)) rename(state, applied);
  else {
    const policy = policyIn(state, applied.applied, applied.spec);
    const { from } = applied;
    if (!policy) refuseMessage('specApplied', applied, 'SPEC_UNREADABLE');
    else state.inbox.push({ kind: 'spec', change: { policy, ...(from !== undefined && { from }) } });
  }
}

function policyIn({ policy }: StreamState, applied: AppliedSpec, spec: string): StreamPolicy | undefined {
  try {
    return digestOf(applied) === spec ? policyOf(policy.pipeline, policy.partition, spec, applied) : undefined;
  } catch {
    return undefined;
  }
}

/** The newest spec has another digest, and perhaps other columns or receipts: the newest may itself still wait. */
function rename(
  state: StreamState,
  change: Pick<StreamPolicy, 'spec'> & Partial<Pick<StreamPolicy, 'columns' | 'receipts'>>,
): void {
  const waiting = state.inbox.findLast((entry) => entry.kind === 'spec');
  const renamed = (upcoming: SpecChange): SpecChange => ({ ...upcoming, policy: { ...upcoming.policy, ...change } });
  if (waiting)
    state.inbox = state.inbox.map((e) => (e === waiting ? { ...waiting, change: renamed(waiting.change) } : e));
  else if (state.upcoming) state.upcoming = renamed(state.upcoming);
  else state.policy = { ...state.policy, ...change };
}

/** Whether a spec that had to wait may begin now. */
export const mayBegin = ({ upcoming, time }: StreamState): boolean =>
  upcoming !== undefined && formerInUse(time) < mostFormer;

/** Lets a spec decide from the window on that was named, or from the first that has not fired. */
export async function changeSpec(state: StreamState, change: SpecChange): Promise<Decision[]> {
  const { policy: before, time } = state;
  const { policy, from: declared } = change;
  if (formerInUse(time) >= mostFormer) {
    state.upcoming = change;
    return [postponed(state, change, { versions: formerInUse(time) + 1 })];
  }
  delete state.upcoming;
  const from = firstChangeable(before.config, policy.config, time, declared);
  if (from === undefined) return [refused(state, policy, 'SPEC_BOUNDARY_REFUSED')];
  const windows = from === null ? [] : await recount(state, policy, from);
  if (windows === null) return [refused(state, policy, 'WINDOWS_TOO_MANY')];
  state.policy = policy;
  const { size } = policy.config.grid;
  decide(
    specDecision.draft({
      about: policy.partition,
      outcome: 'begun',
      code: 'SPEC_FROM_WINDOW',
      numbers: { from: from ?? undefined, size, sizeBefore: before.config.grid.size },
      policy: { spec: policy.spec, path: 'windows' },
      inputs: { before: before.spec, spec: policy.spec },
    }),
  );
  const late = declared !== undefined && from !== null && from > declared;
  const postponement = late ? [postponed(state, change, { declared, from })] : [];
  return [
    ...postponement,
    ...record(state, beginVersion(before, policy.config, time, { from, windows, at: Date.now() })),
  ];
}

type Postponed = Draft<typeof specDecision.forms, 'postponed'>['numbers'];

const postponed = ({ policy }: StreamState, change: SpecChange, numbers: Postponed): Decision =>
  decide(
    specDecision.draft({
      about: policy.partition,
      outcome: 'postponed',
      code: 'SPEC_POSTPONED',
      numbers,
      inputs: { spec: change.policy.spec },
    }),
  );

const refused = (
  { policy }: StreamState,
  { spec }: StreamPolicy,
  code: 'SPEC_BOUNDARY_REFUSED' | 'WINDOWS_TOO_MANY',
): Decision =>
  decide(specDecision.draft({ about: subject.stream(policy.partition), outcome: 'refused', code, inputs: { spec } }));

/** What has come for windows from there on, by the grid and the feeds of the spec that is to decide them. */
const recount = ({ segments, time }: StreamState, { config }: StreamPolicy, from: number) =>
  arrivalActivities.recountWindows({
    segments: segments.map(({ digest }) => digest),
    feeds: config.feeds,
    grid: config.grid,
    except: expiredRanges(time).reduce(withRange, exceptions(time)),
    after: windowAt(from, config.grid).end - 1,
    most: config.limits.openWindows,
  });
