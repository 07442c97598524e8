import { ApplicationFailure, type Duration } from '@temporalio/common';
import type { Assembled, PaneActivities, PaneInput, RemediateInput } from '#activities/panes/port.ts';
import type { DataGate } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { digestOf } from '#domain/digest.ts';
import type { WindowInput } from '#workflows/window/state.ts';

/** Panes whose rows nobody reads: each has as many rows as a test says, and waits where the test says so. */
export interface PaneStandIn extends PaneActivities {
  /** Lets the panes of a pipeline that are meant wait, until it is called again. They are tried anew, and hold up no others. */
  block(pipeline: string, meant: (pane: Pick<PaneInput, 'window' | 'pane'>) => boolean, tryAfter?: Duration): void;
}

/**
 * @param rowsOf rows of a pane's snapshot; a hundred where it is left out
 * @param repairedOf rows after so many rounds of repair; none can be repaired where it is left out
 * @param onRepair hears of each repair
 */
export function paneStandIn(
  rowsOf: (input: PaneInput) => number = () => 100,
  repairedOf?: (input: PaneInput & Pick<RemediateInput, 'reference'>, round: number) => number,
  onRepair: (input: Pick<RemediateInput, 'pipeline' | 'window' | 'pane' | 'rulings'>) => void = () => undefined,
): PaneStandIn {
  const blocked = new Map<string, { readonly meant: (pane: PaneInput) => boolean; readonly tryAfter: Duration }>();
  return {
    block: (pipeline, meant, tryAfter = '1s') => void blocked.set(pipeline, { meant, tryAfter }),
    async assembleSnapshot({ plan, ...input }) {
      const block = blocked.get(input.pipeline);
      if (block?.meant(input))
        throw ApplicationFailure.create({
          message: `not yet: ${import.meta.filename} is blocked`,
          nextRetryDelay: block.tryAfter,
        });
      return assembledOf(input, plan, rowsOf(input));
    },
    remediateSnapshot: async ({ plan, remediations, assembled: _, rowChecks: __, before = [], ...input }) => {
      onRepair(input);
      if (!repairedOf) throw new Error('nothing is declared that could repair');
      const rows = repairedOf(input, before.length + 1);
      const [source = ''] = input.sources.map(({ name }) => name);
      const steps = remediations.map((step) => ({
        remediation: Object.keys(step).join(),
        source,
        ...('impute' in step && { column: step.impute.column, touched: rows }),
        before: rowsOf(input),
        after: rows,
      }));
      return { ...assembledOf(input, plan, rows), steps, quarantine: [] };
    },
    ruleOnRows: async ({ ruling, account }) =>
      ruling.codes?.includes('CHECK_ERROR') ? { rows: 0 } : { rows: 3, amended: digestOf({ account, ruling }) },
  };
}

function assembledOf(input: PaneInput, plan: readonly Measure[], rows: number): Assembled {
  return {
    snapshot: digestOf({ ...input, ...(rows > 0 && { rows }) }),
    rows: Object.fromEntries(input.sources.map(({ name }) => [name, rows])),
    parts: Object.fromEntries(input.sources.map(({ name }) => [name, digestOf({ name, ...input })])),
    account: digestOf({ account: input }),
    fates: { included: rows },
    unreadable: [],
    measurements: plan.map(({ kind }) =>
      kind === 'columns' ? { columns: [{ name: 'id', type: 'VARCHAR' }] } : { count: String(rows) },
    ),
  };
}

/** The columns that the stand-in's snapshots have. */
export const columns = [{ name: 'id', type: 'string', required: true, key: true }] as const;

/** A gate at which a pane without rows waits for a person. */
export const holdsEmptyPanes: DataGate = {
  tolerate: { rows: 0 },
  onFail: 'hold',
  onInconclusive: 'hold',
  onError: 'hold',
  remediate: [],
  checks: [{ rowCount: { min: 1, over: 4, severity: 'error' } }],
};

/** The first pane of a window, at the gate {@link holdsEmptyPanes}. */
export const windowInput = (pipeline: string): WindowInput => ({
  pipeline,
  partition: 'all',
  feed: 'data',
  window: { start: 0, end: 1_000 },
  pane: 0,
  timing: 'on-time',
  spec: digestOf(pipeline),
  segments: [],
  through: 0,
  except: [],
  grid: { size: 1_000, period: 1_000, offset: 0 },
  sources: [{ name: 'flights', eventTime: 'at' }],
  columns: { flights: columns },
  previous: [],
  gate: holdsEmptyPanes,
  notices: { webhook: 'http://127.0.0.1:1/notices' },
});
