import type { DataGate } from '#contracts/check.ts';
import type { Column, LogicalType } from '#contracts/contract.ts';
import type { Remediation, RemediationOptions } from '#contracts/remediation.ts';
import type { ColumnUse } from '#domain/gates/checks/kind.ts';
import { parseExpression } from '#domain/gates/expression/parse.ts';
import { columnsIn } from '#domain/gates/expression/tree.ts';
import { declaredStep, isRerequest, ofStep } from '#domain/gates/remediation.ts';
import type { Fault, Path } from '../problem.ts';
import type { Subject } from './rule.ts';
import { invalid } from './rule.ts';
import { columnsAt, faultsOfUse } from './uses.ts';

/** Steps read columns that are there by then: those of the contract, as the steps before leave them. */
export function faultsOfRepairs(
  subject: Subject,
  steps: DataGate['remediate'],
  path: Path,
  sources: readonly string[],
): Fault[] {
  const faults: Fault[] = [];
  let current = subject;
  for (const [i, step] of steps.entries()) {
    if (isRerequest(step)) continue;
    const { name, source = sources[0] } = declaredStep(step);
    const at = [...path, i, name];
    faults.push(
      ...faultsOfUse(current, declaredStep(step), at, sources, columnsOf(step)),
      ...faultsOfOptions(step, at),
    );
    if (source === undefined) continue;
    faults.push(...faultsOfPlace(subject, step, at, source));
    const columns = current.columns.get(source);
    if (columns) current = { ...current, columns: new Map([...current.columns, [source, after(step, columns)]]) };
  }
  return faults;
}

/** The columns that a step reads. What is renamed need not be in the contract: it may be why it is renamed. */
const columnsOf = (step: Remediation): ColumnUse[] =>
  ofStep<ColumnUse[]>(step, {
    deduplicate: ({ by }) => columnsAt(by, 'by'),
    dropRows: ({ where }) => columnsOfExpression(where, 'where'),
    cast: oneColumn,
    impute: oneColumn,
    clip: oneColumn,
    rename: () => [],
    derive: ({ as }) => columnsOfExpression(as, 'as'),
  });

const oneColumn = ({ column }: { readonly column: string }): ColumnUse[] => [{ at: ['column'], column }];

function columnsOfExpression(text: string, key: string): ColumnUse[] {
  const parsed = parseExpression(text);
  return parsed.ok ? columnsIn(parsed.value).map((column) => ({ at: [key], column })) : [];
}

/** What makes a step impossible, whatever the data. */
const faultsOfOptions = (step: Remediation, path: Path): Fault[] =>
  ofStep<Fault[]>(step, {
    deduplicate: () => [],
    dropRows: ({ where }) => faultsOfExpression(where, [...path, 'where']),
    cast: () => [],
    impute: () => [],
    clip: (options) => faultsOfBounds(options, path),
    rename: ({ from, to }) =>
      from === to ? [invalid([...path, 'to'], 'the column is called so already', to, 'another name')] : [],
    derive: ({ as }) => faultsOfExpression(as, [...path, 'as']),
  });

function faultsOfExpression(text: string, path: Path): Fault[] {
  const parsed = parseExpression(text);
  if (parsed.ok) return [];
  const { character, message } = parsed.problems;
  const rest = [...text].slice(character - 1).join('');
  const observed = rest === '' ? 'its end' : `\`${rest.length > 40 ? `${rest.slice(0, 40)}…` : rest}\``;
  return [
    invalid(
      path,
      `\`${String(path.at(-1))}\` is no expression: ${message}, at character ${character}`,
      observed,
      'an expression such as `distance > 0 and origin is not null`',
    ),
  ];
}

function faultsOfBounds({ min, max }: RemediationOptions<'clip'>, path: Path): Fault[] {
  if (min === undefined && max === undefined)
    return [invalid(path, 'nothing is clipped without bounds', 'neither', '`min`, `max` or both')];
  return min !== undefined && max !== undefined && min > max
    ? [invalid([...path, 'min'], 'the range is empty', `${min}`, `at most ${max}`)]
    : [];
}

/** A row is in its window by its event time, and in its partition by a value: both stay what they were when it came. */
function faultsOfPlace({ spec }: Subject, step: Remediation, path: Path, source: string): Fault[] {
  const changed = ofStep<{ readonly at: string; readonly column: string }[]>(step, {
    deduplicate: () => [],
    dropRows: () => [],
    cast: changing,
    impute: changing,
    clip: changing,
    rename: ({ from, to }) => [
      { at: 'from', column: from },
      { at: 'to', column: to },
    ],
    derive: changing,
  });
  const fixed = [spec.sources[source]?.eventTime, spec.partitions?.by];
  return changed
    .filter(({ column }) => fixed.includes(column))
    .map(({ at, column }) =>
      invalid(
        [...path, at],
        `\`${column}\` says which window or partition a row is in, and cannot be repaired`,
        column,
        'another column',
      ),
    );
}

const changing = ({ column }: { readonly column: string }) => [{ at: 'column', column }];

/** The columns that there are after a step. Which type a derived one has is known where the rows are. */
function after(step: Remediation, columns: readonly Column[]): readonly Column[] {
  if ('rename' in step) {
    const { from, to } = step.rename;
    const renamed = columns.find(({ name }) => name === from);
    return [...columns.filter(({ name }) => name !== from && name !== to), column(to, renamed?.type)];
  }
  if (!('derive' in step) || columns.some(({ name }) => name === step.derive.column)) return columns;
  return [...columns, column(step.derive.column)];
}

const column = (name: string, type: LogicalType = 'string'): Column => ({ name, type, required: false, key: false });
