import type { Column } from '#contracts/contract.ts';
import { nearest } from '#contracts/nearest.ts';
import { present } from '#contracts/present.ts';
import type { Principal } from '#contracts/principal.ts';
import type { PipelineSpec } from '#contracts/spec.ts';
import type { Fault, Path } from '../problem.ts';

/** A spec that fits its schema, with what the files that it names say. */
export interface Subject {
  readonly spec: PipelineSpec;
  /** By source; absent for a source whose contract is not declared or cannot be read. */
  readonly columns: ReadonlyMap<string, readonly Column[]>;
  /** Absent where the file is not declared or cannot be read. */
  readonly principals?: readonly Principal[];
}

/** What has to be true of a spec beyond its shape. */
export type Rule = (subject: Subject) => Fault[];

/** The fault of a name that is not among those declared. */
export function dangling(path: Path, name: string, what: string, declared: Iterable<string>): Fault {
  const names = [...declared];
  const suggestion = nearest(name, names);
  return {
    code: 'SPEC_REFERENCE_DANGLING',
    path,
    message: `${what} \`${name}\` is not declared`,
    observed: name,
    expected: names.length === 0 ? 'nothing: none is declared' : `one of ${names.join(', ')}`,
    ...present({ suggestion }),
  };
}

export const invalid = (path: Path, message: string, observed: string, expected: string): Fault => ({
  code: 'SPEC_VALUE_INVALID',
  path,
  message,
  observed,
  expected,
});

/** The faults of columns that the contract of a source does not have; none where the contract is not known. */
export function missingColumns(
  subject: Subject,
  source: string,
  wanted: readonly { readonly path: Path; readonly column: string }[],
): Fault[] {
  const columns = subject.columns.get(source);
  if (columns === undefined) return [];
  const names = columns.map((column) => column.name);
  return wanted
    .filter(({ column }) => !names.includes(column))
    .map(({ path, column }) => dangling(path, column, `in the contract of ${source}, column`, names));
}
