import { identifier, literal, literals } from '../duckdb/quoting.ts';
import type { PartitionFilter } from './port.ts';

/** SQL that says to which partition a row belongs. */
export interface PartitionSql {
  readonly column: string;
  /** True for this partition's rows. */
  readonly mine: string;
  /** `mine`, `others`, or `nobodys` for rows of no declared partition, of which this partition keeps account. */
  readonly belongs: string;
}

/**
 * @param declared the partitions that the arrival was announced for; all where it named none
 */
export function partitionSql(
  { name, by, of, hashed }: PartitionFilter,
  declared: readonly string[] | undefined,
  table = '',
): PartitionSql {
  const among = declared ?? of;
  const value = `CAST(${table}${identifier(by)} AS VARCHAR)`;
  // MD5 is the same everywhere, so anybody can tell which stream a row belongs to.
  const part = hashed
    ? `CAST(CAST(('0x' || substr(md5(${value}), 1, 8)) AS UBIGINT) % ${of.length} AS VARCHAR)`
    : value;
  const mine = `${part} = ${literal(name)}`;
  const strays = among[0] === name ? 'nobodys' : 'others';
  return {
    column: by,
    mine: `coalesce(${mine}, false)`,
    belongs: `CASE WHEN ${mine} THEN 'mine' WHEN list_contains(${literals(among)}, ${part}) THEN 'others' ELSE '${strays}' END`,
  };
}
