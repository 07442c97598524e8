import { type Contract, columnsOf } from '#contracts/contract.ts';

/** What an applied spec says of it. */
interface Declared {
  readonly spec: {
    readonly partitions?: { readonly by: string } | undefined;
    readonly sources: Readonly<Record<string, { readonly partitioned?: boolean | undefined }>>;
  };
  readonly contracts: Readonly<Record<string, Contract>>;
}

/**
 * The sources whose rows belong to partitions: those whose contract has the column, unless they say otherwise themselves. The
 * others go to every stream.
 */
export function partitionedSources({ spec, contracts }: Declared): string[] {
  const by = spec.partitions?.by;
  if (by === undefined) return [];
  const hasColumn = (name: string) => {
    const contract = contracts[name];
    return contract !== undefined && columnsOf(contract).some((column) => column.name === by);
  };
  return Object.entries(spec.sources)
    .filter(([name, { partitioned }]) => partitioned ?? hasColumn(name))
    .map(([name]) => name);
}
