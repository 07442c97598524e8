import { partitionNames } from '#contracts/partition.ts';
import type { Fault } from '../problem.ts';
import { invalid, missingColumns, type Rule } from './rule.ts';

/** Partitions differ, some source is partitioned, and those that say so have the column. */
export const partitionsAreTold: Rule = (subject) => {
  const { spec, columns } = subject;
  const { partitions } = spec;
  const sources = Object.entries(spec.sources);
  if (!partitions) {
    return sources.flatMap(([name, { partitioned }]) =>
      partitioned
        ? [
            invalid(
              ['sources', name, 'partitioned'],
              'the pipeline declares no partitions',
              'true',
              '`partitions`, or no such key',
            ),
          ]
        : [],
    );
  }
  const names = partitionNames(partitions);
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  const has = (name: string) => columns.get(name)?.some((column) => column.name === partitions.by) ?? false;
  const told = sources.filter(([name, { partitioned }]) => partitioned ?? has(name)).map(([name]) => name);
  const faults: Fault[] = [];
  if (repeated !== undefined) {
    faults.push(
      invalid(['partitions', 'values'], `partition \`${repeated}\` is declared twice`, repeated, 'each value once'),
    );
  }
  if (told.length === 0) {
    faults.push(
      invalid(['partitions', 'by'], 'no source has rows of partitions', partitions.by, 'a column of a contract'),
    );
  }
  if (spec.model) {
    faults.push(
      invalid(
        ['model'],
        'a pipeline with partitions cannot have a model yet',
        spec.model.name,
        'no `model`, or no `partitions`',
      ),
    );
  }
  const wanted = [{ path: ['partitions', 'by'], column: partitions.by }];
  return [...faults, ...told.flatMap((name) => missingColumns(subject, name, wanted))];
};
