import { forgetPolicies, gridsFor, policyAt } from '#domain/time/versions.ts';
import type { GridFrom } from '#domain/time/windows.ts';
import type { StreamPolicy, StreamState } from '../state.ts';

// The versions of the spec, which `domain/time` keeps, as a stream asks for them.

/** What the spec says that decides a window: of a former one, where the window began under it. */
export const policyOfWindow = ({ policy, time }: Pick<StreamState, 'policy' | 'time'>, start: number): StreamPolicy =>
  policyAt(time, policy, start);

/** The grids that a source's rows fall into, where they changed. */
export const gridsOf = ({ policy, time }: StreamState, source: string): readonly GridFrom[] | undefined =>
  gridsFor(policy.config, time, source);

/** Forgets what former specs say once their windows have expired and no pane of them is undecided. */
export const forgetFormer = ({ time, panes }: Pick<StreamState, 'time' | 'panes'>): void =>
  forgetPolicies(time, Math.min(Number.POSITIVE_INFINITY, ...panes.map(({ fire }) => fire.window.start)));
