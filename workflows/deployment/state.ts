import type { ChainHead } from '#contracts/decision.ts';
import type { PaneDecided } from '#contracts/pane.ts';
import type { Event } from '#domain/deployment/effects.ts';
import { type Deployment, nothingLive } from '#domain/deployment/state.ts';
import { noWindows, type Windows } from '#domain/deployment/windows.ts';

/** What is to be done, in the order in which it came. */
export type Task = Event | { readonly kind: 'pane'; readonly pane: PaneDecided };

/** All that a deployment knows; plain JSON, carried over continue-as-new. */
export interface DeploymentState {
  pipeline: string;
  readonly model: string;
  readonly environment: string;
  deployment: Deployment;
  windows: Windows;
  counts: { scored: number };
  tasks: Task[];
  readonly chain?: ChainHead;
}

export interface DeploymentStart {
  readonly pipeline: string;
  readonly model: string;
  readonly environment: string;
}

export interface DeploymentResult {
  readonly outcome: 'retired';
  readonly chain: ChainHead;
}

export const begin = (start: DeploymentStart | DeploymentState): DeploymentState =>
  'deployment' in start
    ? start
    : { ...start, deployment: nothingLive, windows: noWindows, counts: { scored: 0 }, tasks: [] };
