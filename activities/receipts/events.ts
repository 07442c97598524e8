import { z } from 'zod';
import { GateReport } from '#contracts/finding.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { PaneAccount } from '#contracts/ledger.ts';
import { type DueReceipt, mostReceipted, type ReceiptEvent, receiptType } from '#contracts/receipt.ts';
import { formatInstant } from '#contracts/time.ts';
import { gateCode } from '#domain/gates/report.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Segments } from '#stores/segments/segments.ts';
import type { Delivery } from './port.ts';

type Data = ReceiptEvent['data'];
type Arrivals = Data['arrivals'];

export interface ReceiptReading {
  readonly artifacts: Pick<ArtifactStore, 'getJson'>;
  readonly segments: Pick<Segments, 'entries' | 'touching'>;
}

/** The events for one step of a source's arrivals; none if it has no arrivals there. */
export async function eventsOf(
  receipt: DueReceipt,
  of: Pick<Delivery, 'pipeline' | 'partition' | 'source'>,
  reading: ReceiptReading,
): Promise<ReceiptEvent[]> {
  const { pipeline, partition, source } = of;
  const stream = workflowId.stream(pipeline, partition);
  const { step, at, key: decision, code } = receipt;
  const arrivals = await arrivalsOf(receipt, source, reading);
  const told = await paneOf(receipt, of, reading);
  const parts = Math.ceil(arrivals.length / mostReceipted);
  return Array.from({ length: parts }, (_, part) => ({
    specversion: '1.0',
    type: receiptType,
    id: `${decision}/${step}/${source}/${part}`,
    source: stream,
    time: formatInstant(at),
    datacontenttype: 'application/json',
    data: {
      pipeline,
      partition,
      source,
      step,
      at,
      code,
      stream,
      decision,
      ...told,
      part,
      parts,
      arrivals: arrivals.slice(part * mostReceipted, (part + 1) * mostReceipted),
    },
  }));
}

async function arrivalsOf(
  receipt: DueReceipt,
  source: string,
  { artifacts, segments }: ReceiptReading,
): Promise<Arrivals> {
  const ofSource = (one: { readonly source: string }) => one.source === source;
  switch (receipt.step) {
    case 'accepted':
      return (await segments.entries(receipt.segment)).filter(ofSource).map(({ id, ordinal }) => ({ id, ordinal }));
    case 'inPane': {
      const entries = await segments.touching({ ...receipt, sources: [{ name: source }] });
      return entries.map(({ id, ordinal }) => ({ id, ordinal }));
    }
    default: {
      const { arrivals } = await artifacts.getJson(receipt.account, PaneAccount);
      return arrivals.filter(ofSource).map(({ id, ordinal, fates }) => ({ id, ordinal, fates }));
    }
  }
}

const Report = z.looseObject({ verdict: GateReport.shape.verdict });

/** The fields about a pane, if the step is about one. */
async function paneOf(
  receipt: DueReceipt,
  { pipeline, partition }: Pick<Delivery, 'pipeline' | 'partition'>,
  { artifacts }: Pick<ReceiptReading, 'artifacts'>,
): Promise<Partial<Data>> {
  if (receipt.step === 'accepted') return {};
  const { window, pane, feed } = receipt;
  const run = { window, pane, workflowId: workflowId.window(pipeline, partition, feed, window, pane) };
  if (receipt.step === 'inPane') return { ...run, timing: receipt.timing };
  if (receipt.step === 'published') return { ...run, snapshot: receipt.snapshot };
  const { verdict } = await artifacts.getJson(receipt.report, Report);
  return { ...run, verdict, code: gateCode[verdict] };
}
