import type { Check, DataGate } from '#contracts/check.ts';
import type { Fault, Path } from '../problem.ts';
import type { Rule, Subject } from './rule.ts';
import { dangling, invalid, missingColumns } from './rule.ts';

/** Checks and remediations of the data gate look at aligned sources, those of the labels gate at the label source. */
export const gatesKnowTheirColumns: Rule = (subject) => {
  const { gates, windows, labels } = subject.spec;
  const faults: Fault[] = [];
  if (gates?.data) faults.push(...faultsOfGate(subject, gates.data, ['gates', 'data'], windows.align));
  if (gates?.labels && labels)
    faults.push(...faultsOfGate(subject, gates.labels, ['gates', 'labels'], [labels.source]));
  if (gates?.labels && !labels) {
    faults.push(
      invalid(['gates', 'labels'], 'a gate for labels without a section `labels`', 'no `labels`', 'a section `labels`'),
    );
  }
  return faults;
};

function faultsOfGate(subject: Subject, gate: DataGate, path: Path, sources: readonly string[]): Fault[] {
  const checks = gate.checks.flatMap((check, i) => faultsOfCheck(subject, check, [...path, 'checks', i], sources));
  const repairs = gate.remediate.flatMap(({ deduplicate }, i) =>
    faultsOfUse(
      subject,
      deduplicate,
      [...path, 'remediate', i, 'deduplicate'],
      sources,
      columnsAt(deduplicate.by, 'by'),
    ),
  );
  return [...checks, ...repairs];
}

type Use = { readonly at: Path; readonly column: string };
const columnsAt = (columns: readonly string[], key: string): Use[] =>
  columns.map((column, i) => ({ at: [key, i], column }));

function faultsOfCheck(subject: Subject, check: Check, path: Path, sources: readonly string[]): Fault[] {
  if ('schema' in check) return faultsOfUse(subject, check.schema, [...path, 'schema'], sources, []);
  if ('rowCount' in check) return faultsOfUse(subject, check.rowCount, [...path, 'rowCount'], sources, []);
  if ('unique' in check)
    return faultsOfUse(subject, check.unique, [...path, 'unique'], sources, columnsAt(check.unique.columns, 'columns'));
  const [name, options] = ofOneColumn(check);
  const at = [...path, name];
  const faults = faultsOfUse(subject, options, at, sources, [{ at: ['column'], column: options.column }]);
  return faults.length > 0 || !('range' in check) ? faults : faultsOfRange(subject, check.range, at, sources);
}

function ofOneColumn(check: Exclude<Check, { schema: unknown } | { rowCount: unknown } | { unique: unknown }>) {
  if ('nullRate' in check) return ['nullRate', check.nullRate] as const;
  if ('range' in check) return ['range', check.range] as const;
  if ('set' in check) return ['set', check.set] as const;
  return ['drift', check.drift] as const;
}

function faultsOfUse(
  subject: Subject,
  options: { readonly source?: string | undefined },
  path: Path,
  sources: readonly string[],
  uses: readonly Use[],
): Fault[] {
  const source = options.source ?? sources[0];
  if (source === undefined) return [];
  if (!sources.includes(source))
    return [dangling([...path, 'source'], source, 'among the sources of this gate, source', sources)];
  return missingColumns(
    subject,
    source,
    uses.map(({ at, column }) => ({ path: [...path, ...at], column })),
  );
}

function faultsOfRange(
  subject: Subject,
  range: Extract<Check, { range: unknown }>['range'],
  path: Path,
  sources: readonly string[],
): Fault[] {
  const source = range.source ?? sources[0];
  const type = subject.columns.get(source ?? '')?.find((column) => column.name === range.column)?.type;
  const { min, max } = range;
  if (type !== undefined && type !== 'number' && type !== 'integer') {
    return [
      invalid(
        [...path, 'column'],
        `\`${range.column}\` has no range of numbers`,
        type,
        'a column of logical type number or integer',
      ),
    ];
  }
  if (min === undefined && max === undefined)
    return [invalid(path, 'a range without bounds', 'neither', '`min`, `max` or both')];
  if (min !== undefined && max !== undefined && min > max) {
    return [invalid([...path, 'min'], 'the range is empty', `${min}`, `at most ${max}`)];
  }
  return [];
}
