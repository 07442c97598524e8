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

/** A pane that waits for a person's decision. All times are in epoch milliseconds. */
export interface HeldPane extends Omit<PaneName, 'window'>, Window {
  readonly id: string;
}

/** Parses the workflow id of a pane; undefined for the id of another kind of workflow. */
function paneNamed(id: string): HeldPane | undefined {
  const named = windowNamed(id);
  if (!named) return undefined;
  const { pipeline, partition, feed, window, pane } = named;
  return { id, pipeline, partition, feed, ...window, pane };
}

/** The panes that are held now, oldest window first. They are found by a search attribute. */
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

/**
 * Finds the held pane that a person names: by its workflow id, or by its pipeline or `PIPELINE/PARTITION` if only one
 * pane is held there.
 */
export async function heldPaneNamed(client: Client, text: string): Promise<HeldPane> {
  const held = await heldPanes(client);
  const found = held.filter(({ id, pipeline, partition }) => [id, pipeline, `${pipeline}/${partition}`].includes(text));
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  // Search attributes lag behind, so a pane named by its full id is accepted even if the list lacks it.
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

/** The state of a pane's workflow; throws `NOT_FOUND` if there is none. */
export async function standingOfPane(client: Client, { id }: Pick<HeldPane, 'id'>): Promise<RunStanding<WindowView>> {
  const run = await runStanding(client, id, stateQuery);
  if (run) return run;
  throw new TidegateError({ code: 'NOT_FOUND', message: `there is no pane ${id}`, observed: id });
}

/** Sends a person's decision to a held pane. Returns `HOLD_ABSENT` if the pane's workflow has ended. */
export async function resolveHold(client: Client, pane: HeldPane, resolution: HoldResolution): Promise<HoldAnswer> {
  const { status } = await standingOfPane(client, pane);
  if (status !== 'RUNNING') return { resolved: false, code: 'HOLD_ABSENT' };
  return within(client, answerMs, () =>
    client.workflow.getHandle(pane.id).executeUpdate(resolveHoldUpdate, { args: [resolution] }),
  );
}
