import type { DataGate } from '#contracts/check.ts';
import type { Remediation, RemediationName, RemediationOptions, Rerequest } from '#contracts/remediation.ts';

type Declared = DataGate['remediate'][number];

export const isRerequest = (step: Declared): step is Rerequest => 'rerequest' in step;

/** The steps of a gate that change rows, in their order. */
export const repairsOf = ({ remediate }: Pick<DataGate, 'remediate'>): Remediation[] =>
  remediate.filter((step): step is Remediation => !isRerequest(step));

type Options = { readonly [Name in RemediationName]: RemediationOptions<Name> };
/** Something for each kind of step. */
type ByStep<Result> = { readonly [Name in RemediationName]: (options: Options[Name]) => Result };

/** What is asked of a step, by its kind. */
export function ofStep<Result>(step: Remediation, by: ByStep<Result>): Result {
  if ('deduplicate' in step) return by.deduplicate(step.deduplicate);
  if ('dropRows' in step) return by.dropRows(step.dropRows);
  if ('cast' in step) return by.cast(step.cast);
  if ('impute' in step) return by.impute(step.impute);
  if ('clip' in step) return by.clip(step.clip);
  if ('rename' in step) return by.rename(step.rename);
  return by.derive(step.derive);
}

/** A declared step: its name, the source that it names, and the column that it is about, as it is called afterwards. */
export interface DeclaredStep {
  readonly name: RemediationName;
  readonly source: string | undefined;
  readonly column?: string;
}

const aboutRows =
  (name: RemediationName) =>
  ({ source }: { readonly source?: string | undefined }): DeclaredStep => ({ name, source });
const aboutColumn =
  (name: RemediationName) =>
  ({ source, column }: { readonly source?: string | undefined; readonly column: string }): DeclaredStep => ({
    name,
    source,
    column,
  });

export const declaredStep = (step: Remediation): DeclaredStep =>
  ofStep(step, {
    deduplicate: aboutRows('deduplicate'),
    dropRows: aboutRows('dropRows'),
    cast: aboutColumn('cast'),
    impute: aboutColumn('impute'),
    clip: aboutColumn('clip'),
    rename: ({ source, to }) => ({ name: 'rename', source, column: to }),
    derive: aboutColumn('derive'),
  });

const readsPrevious = (step: Remediation): boolean =>
  'impute' in step && 'with' in step.impute && step.impute.with === 'previous';

/** What the steps of a gate read of the newest published window before, by source; undefined where they read nothing of it. */
export function readOfPrevious<Part>(
  gate: Pick<DataGate, 'remediate'>,
  primary: string | undefined,
  parts: Readonly<Record<string, Part>> | undefined,
): Record<string, Part> | undefined {
  const read = repairsOf(gate)
    .filter(readsPrevious)
    .flatMap((step) => {
      const source = declaredStep(step).source ?? primary ?? '';
      const part = parts?.[source];
      return part === undefined ? [] : [[source, part] as const];
    });
  return read.length === 0 ? undefined : Object.fromEntries(read);
}

/** Whether a gate has steps that change columns: a check that could not be asked before may be asked after them. */
export const mendsColumns = (gate: Pick<DataGate, 'remediate'>): boolean =>
  repairsOf(gate).some((step) => !('deduplicate' in step || 'dropRows' in step));
