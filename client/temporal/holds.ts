import type { Client } from '@temporalio/client';
import type { Code } from '#contracts/codes.ts';
import { type PaneName, windowNamed } from '#contracts/ids/workflow-ids.ts';
import { misnamed } from '#contracts/misnamed.ts';
import { TidegateError } from '#contracts/problem.ts';
import { searchAttributes } from '#contracts/search-attributes.ts';
import type { Window } from '#contracts/window.ts';
import {
  type HoldAnswer,
  type HoldResolution,
  resolveHoldUpdate,
  stateQuery,
  type WindowView,
} from '#workflows/window/messages.ts';
import { within } from './connect.ts';
import { type RunStanding, runStanding } from './standing.ts';

const listMs = 10_000;
const answerMs = 30_000;
const mostListed = 1_000;

/** A pane that waits for a person. Wall and event times in epoch milliseconds. */
export interface HeldPane extends Omit<PaneName, 'window'>, Window {
  readonly id: string;
}

/** The pane that a workflow id names; undefined for another workflow's. */
function paneNamed(id: string): HeldPane | undefined {
  const named = windowNamed(id);
  if (!named) return undefined;
  const { pipeline, partition, feed, window, pane } = named;
  return { id, pipeline, partition, feed, ...window, pane };
}

/** The panes that are held now, by the search attribute that each has; oldest window first. */
export async function heldPanes(client: Client, pipeline?: string): Promise<HeldPane[]> {
  const quoted = (text: string) => `'${text.replaceAll("'", '')}'`;
  const conditions = [
    "WorkflowType = 'window'",
    "ExecutionStatus = 'Running'",
    `${searchAttributes.code} = ${quoted('PANE_HELD' satisfies Code)}`,
    ...(pipeline === undefined ? [] : [`${searchAttributes.pipeline} = ${quoted(pipeline)}`]),
  ];
  return within(client, listMs, async () => {
    const held: HeldPane[] = [];
    for await (const { workflowId } of client.workflow.list({ query: conditions.join(' AND ') })) {
      const pane = paneNamed(workflowId);
      if (pane) held.push(pane);
      if (held.length >= mostListed) break;
    }
    return held.sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
  });
}

/** The held pane that a person names: by the id of its run, or its pipeline or `PIPELINE/PARTITION` where it is the only one there. */
export async function heldPaneNamed(client: Client, text: string): Promise<HeldPane> {
  const held = await heldPanes(client);
  const found = held.filter(({ id, pipeline, partition }) => [id, pipeline, `${pipeline}/${partition}`].includes(text));
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  // A search attribute is a moment behind: an id names its run all the same.
  const named = paneNamed(text);
  if (only === undefined && named) return named;
  const ids = (only === undefined ? held : found).map(({ id }) => id);
  throw new TidegateError({
    code: only === undefined ? 'NOT_FOUND' : 'USAGE',
    message:
      only === undefined ? `nothing is held by the name \`${text}\`` : `${found.length} panes of \`${text}\` are held`,
    expected: 'a pane that is held: there is none',
    ...misnamed(text, ids),
  });
}

/** How the run of a pane stands; throws `NOT_FOUND` where there is none. */
export async function standingOfPane(client: Client, { id }: Pick<HeldPane, 'id'>): Promise<RunStanding<WindowView>> {
  const run = await runStanding(client, id, stateQuery);
  if (run) return run;
  throw new TidegateError({ code: 'NOT_FOUND', message: `there is no pane ${id}`, observed: id });
}

/** Tells a pane what a person decides about it. A run that is over answers that it is not held. */
export async function resolveHold(client: Client, pane: HeldPane, resolution: HoldResolution): Promise<HoldAnswer> {
  const { status } = await standingOfPane(client, pane);
  if (status !== 'RUNNING') return { resolved: false, code: 'HOLD_ABSENT' };
  return within(client, answerMs, () =>
    client.workflow.getHandle(pane.id).executeUpdate(resolveHoldUpdate, { args: [resolution] }),
  );
}
