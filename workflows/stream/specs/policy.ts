import { columnsOf } from '#contracts/contract.ts';
import type { Digest } from '#contracts/digest.ts';
import { type Partitions, partitionNames } from '#contracts/partition.ts';
import type { ReceiptOrder } from '#contracts/receipt.ts';
import type { AppliedSpec } from '#contracts/spec.ts';
import { dataFeed } from '#contracts/window.ts';
import { partitionedSources } from '#domain/spec/partitioned.ts';
import { streamConfig } from '#domain/time/config.ts';
import type { StreamPolicy } from '../state.ts';

/** What an applied spec says to the stream of a partition. */
export function policyOf(pipeline: string, partition: string, digest: Digest, applied: AppliedSpec): StreamPolicy {
  const { spec, contracts } = applied;
  const sources = Object.entries(spec.sources);
  return {
    pipeline,
    partition,
    spec: digest,
    config: streamConfig(spec),
    eventTimes: Object.fromEntries(sources.flatMap(([name, { eventTime }]) => (eventTime ? [[name, eventTime]] : []))),
    columns: Object.fromEntries(Object.entries(contracts).map(([name, contract]) => [name, columnsOf(contract)])),
    gates: {
      ...(spec.gates && { [dataFeed]: spec.gates.data }),
      ...(spec.gates?.labels && spec.labels && { [spec.labels.source]: spec.gates.labels }),
    },
    ...(spec.partitions && { partitioned: partitionedBy(spec.partitions, applied) }),
    ...(spec.model && {
      corrections: { model: spec.model.name, ...(spec.corrections && { policy: spec.corrections }) },
    }),
    ...(spec.notices && { notices: spec.notices }),
    ...(sources.some(([, { receipts }]) => receipts) && { receipts: receiptsBySource(applied) }),
  };
}

/** By source, who is to hear of its arrivals' steps. */
export const receiptsBySource = ({ spec }: Pick<AppliedSpec, 'spec'>): Record<string, ReceiptOrder> =>
  Object.fromEntries(
    Object.entries(spec.sources).flatMap(([name, { receipts }]) => (receipts ? [[name, receipts]] : [])),
  );

const partitionedBy = (partitions: Partitions, applied: AppliedSpec): NonNullable<StreamPolicy['partitioned']> => ({
  by: partitions.by,
  of: partitionNames(partitions),
  hashed: 'hash' in partitions,
  sources: partitionedSources(applied),
});
