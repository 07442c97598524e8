import type { TableGate, TableGateName } from '#contracts/check.ts';
import type { Digest } from '#contracts/digest.ts';
import type { Window } from '#contracts/window.ts';
import type { GateContext } from '#domain/gates/context.ts';
import { planOf } from '#domain/gates/plan.ts';
import type { MeasuredTable } from '#domain/gates/table-gate.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { createMeasurer } from './measure.ts';
import { referenceIn } from './reference.ts';

export interface TableMeasuring {
  readonly artifacts: Pick<ArtifactStore, 'path'>;
  readonly measure: ReturnType<typeof createMeasurer>;
}

/** A table, and what it is compared with: Parquet artifacts. */
export interface GatedTable {
  readonly name: TableGateName;
  readonly data: Digest;
  readonly reference?: { readonly data: Digest; readonly rows: number } | undefined;
  /** Event time of what it is about. */
  readonly span: Window;
}

/** Measures what a table's gate asks; undefined where none is declared. */
export async function measureTable(
  { artifacts, measure }: TableMeasuring,
  gate: TableGate | undefined,
  { name, data, reference, span }: GatedTable,
  signal?: AbortSignal,
): Promise<MeasuredTable | undefined> {
  if (!gate) return undefined;
  const context: GateContext = {
    primary: name,
    columns: {},
    window: span,
    ...(reference && { references: { [name]: reference.data }, previousRows: { [name]: [reference.rows] } }),
  };
  const plan = planOf(gate, context);
  const files = new Map([[name, [await artifacts.path(data)]]]);
  const measurements = await measure({ plan, files, reference: referenceIn(artifacts), signal });
  return { gate, context, measurements };
}
