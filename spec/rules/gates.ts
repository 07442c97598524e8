import { type Check, type DataGate, type TableGate, type TableGateName, tableGates } from '#contracts/check.ts';
import { declared } from '#domain/gates/checks/bound.ts';
import type { Fault, Path } from '../problem.ts';
import { contradictionIn, repeatedChecks } from './checks.ts';
import { faultsOfRepairs } from './repairs.ts';
import { faultsOfRerequests } from './rerequests.ts';
import type { Rule, Subject } from './rule.ts';
import { dangling, invalid } from './rule.ts';
import { columnsAt, faultsOfUse } from './uses.ts';

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
  for (const name of tableGates) {
    const gate = gates?.[name];
    if (gate) faults.push(...faultsOfTableGate(subject, name, gate, ['gates', name]));
  }
  return faults;
};

/** Its checks look at one table, whose name is the gate's. */
function faultsOfTableGate({ spec }: Subject, name: TableGateName, gate: TableGate, path: Path): Fault[] {
  if (!spec.model) return [invalid(path, `a gate for ${name} without a model`, 'no `model`', 'a section `model`')];
  const faults = gate.checks.flatMap((check, i): Fault[] => {
    const { name: kind, source } = declared(check);
    const at = [...path, 'checks', i];
    if (source !== undefined && source !== name)
      return [dangling([...at, kind, 'source'], source, 'the table', [name])];
    if ('foreignKey' in check || 'manifest' in check)
      return [invalid([...at, kind], `there is one table, \`${name}\``, kind, 'a check of one table')];
    if ('schema' in check && check.schema.columns === undefined)
      return [invalid([...at, kind], 'no contract says its columns', 'no `columns`', '`columns`')];
    const contradiction = contradictionIn(check, at);
    return contradiction ? [contradiction] : [];
  });
  return [...faults, ...faultsOfChecks(gate.checks, [...path, 'checks'])];
}

function faultsOfGate(subject: Subject, gate: DataGate, path: Path, sources: readonly string[]): Fault[] {
  const checks = gate.checks.flatMap((check, i) => faultsOfCheck(subject, check, [...path, 'checks', i], sources));
  const repairs = faultsOfRepairs(subject, gate.remediate, [...path, 'remediate'], sources);
  const requests = faultsOfRerequests(subject, gate, [...path, 'remediate'], sources);
  return [...checks, ...faultsOfChecks(gate.checks, [...path, 'checks']), ...repairs, ...requests];
}

/** What they find comes back in one answer of an activity, which has at most 2 MB. */
const mostPrograms = 16;
function faultsOfChecks(checks: readonly Check[], path: Path): Fault[] {
  const programs = checks.flatMap((check, i) => ('command' in check ? [[...path, i, 'command']] : []));
  const beyond = programs.slice(mostPrograms).map((at) => tooManyPrograms(at, programs.length));
  return [...repeatedChecks(checks, path), ...beyond];
}
const tooManyPrograms = (path: Path, programs: number): Fault =>
  invalid(path, 'a gate runs too many programs', `${programs} commands`, `at most ${mostPrograms}`);

function faultsOfCheck(subject: Subject, check: Check, path: Path, sources: readonly string[]): Fault[] {
  const { name, source, ...rest } = declared(check);
  const at = [...path, name];
  const faults = faultsOfUse(subject, { source }, at, sources, rest.columns());
  if (faults.length > 0) return faults;
  const contradiction = contradictionIn(check, path);
  if (contradiction) return [contradiction];
  if ('foreignKey' in check) return faultsOfForeignKey(subject, check.foreignKey, at, sources);
  if ('manifest' in check)
    return [invalid(at, 'what arrives is held against its announcement already', 'in a pipeline', '`rowCount`')];
  return 'range' in check ? faultsOfRange(subject, check.range, at, sources) : [];
}

/** In a pipeline a key leads to another source that is in the same window. */
function faultsOfForeignKey(
  subject: Subject,
  { columns, to }: Extract<Check, { foreignKey: unknown }>['foreignKey'],
  path: Path,
  sources: readonly string[],
): Fault[] {
  const at = [...path, 'to'];
  if (to.source === undefined)
    return [invalid([...at, 'file'], 'a key of a pipeline leads to a source', String(to.file), '`source`')];
  const named =
    to.columns === undefined ? columns.map((column) => ({ at: [], column })) : columnsAt(to.columns, 'columns');
  return faultsOfUse(subject, { source: to.source }, at, sources, named);
}

function faultsOfRange(
  subject: Subject,
  range: Extract<Check, { range: unknown }>['range'],
  path: Path,
  sources: readonly string[],
): Fault[] {
  const source = range.source ?? sources[0];
  const type = subject.columns.get(source ?? '')?.find((column) => column.name === range.column)?.type;
  const isOfNumbers = typeof (range.min ?? range.max) === 'number';
  const types: readonly string[] = isOfNumbers ? ['number', 'integer'] : ['date', 'timestamp'];
  if (type !== undefined && !types.includes(type)) {
    return [
      invalid(
        [...path, 'column'],
        `\`${range.column}\` has no range of ${isOfNumbers ? 'numbers' : 'times'}`,
        type,
        `a column of logical type ${types.join(' or ')}`,
      ),
    ];
  }
  return [];
}
