import type { LoggedDecision } from '#audit/log.ts';
import { subject } from '#contracts/ids/subjects.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import type { PaneAccount } from '#contracts/ledger.ts';
import { dataFeed } from '#contracts/window.ts';
import { arrivalDecision } from '#domain/decisions/arrival.ts';
import { firingDecision } from '#domain/decisions/firing.ts';
import { gateDecision } from '#domain/decisions/gate.ts';
import { paneDecision } from '#domain/decisions/pane.ts';
import { sha256 } from '#domain/digest.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { openSegments } from '#stores/segments/segments.ts';
import { acceptedOf, entryOf, type Story, writer } from './story.ts';
import { temporaryStore } from './temporary-store.ts';

const size = 10;
const spec = sha256('spec');

/** Two partitions and a backfill of one of them, each with an arrival, and a published pane, in each of the same two windows. */
export async function partitioned(): Promise<Story> {
  const artifacts = await temporaryStore();
  const log: LoggedDecision[] = [];
  for (const [partition, rows] of [
    ['EWR', 10],
    ['JFK', 20],
    ['EWR/backfill-2012', 33],
  ] as const)
    await life(log, artifacts, partition, rows);
  return { log, artifacts };
}

async function life(log: LoggedDecision[], artifacts: ArtifactStore, partition: string, rows: number): Promise<void> {
  const stream = writer(log, workflowId.stream('p', partition), 'stream');
  const segments = openSegments(artifacts);
  for (const ordinal of [0, 1]) {
    const window = { start: ordinal * size, end: (ordinal + 1) * size };
    const id = `${partition}/${ordinal}`;
    const data = sha256(id);
    const segment = await segments.write([entryOf({ ordinal, id, digest: data, rows }, window)]);
    stream(ordinal, acceptedOf(partition, { rows, ordinal, segment: segment.digest }));
    const about = { partition, feed: dataFeed, start: window.start };
    const numbers = { ...window, pane: 0 };
    stream(
      ordinal + 10,
      firingDecision.draft({
        about,
        outcome: 'on-time',
        code: 'WATERMARK_PASSED',
        numbers: { ...numbers, through: ordinal, watermark: window.end, arrivals: 1 },
      }),
    );
    const report = await artifacts.putJson({ gate: 'data', verdict: 'pass', findings: [] });
    const gate = writer(log, workflowId.window('p', partition, dataFeed, window, 0), 'window');
    gate(
      ordinal + 11,
      gateDecision.draft({
        about: subject.window(about),
        outcome: 'pass',
        code: 'GATE_PASSED',
        numbers: { pane: 0, round: 0, rows },
        inputs: { snapshot: data },
        evidence: { report: report.digest },
      }),
    );
    const account: PaneAccount = {
      feed: dataFeed,
      window,
      pane: 0,
      arrivals: [
        {
          source: 'flights',
          id,
          ordinal,
          declared: rows,
          windows: [{ start: window.start, rows }],
          outside: 0,
          fates: { included: rows },
        },
      ],
    };
    const { digest } = await artifacts.putJson(account);
    stream(
      ordinal + 12,
      paneDecision.draft({
        about,
        outcome: 'published',
        code: 'PANE_PUBLISHED',
        numbers: { ...numbers, fates: { included: rows } },
        inputs: { snapshot: data },
        evidence: { account: digest, report: report.digest },
      }),
    );
  }
}

/** A pane of a partition whose gate could not read one arrival, and passed the rest. */
export async function unreadable(partition: string): Promise<Story> {
  const artifacts = await temporaryStore();
  const log: LoggedDecision[] = [];
  const window = { start: 0, end: size };
  const gate = writer(log, workflowId.window('p', partition, dataFeed, window, 0), 'window');
  const numbers = { pane: 0, round: 0 };
  const about = { source: 'flights', id: 'a/b' };
  gate(0, arrivalDecision.draft({ about, outcome: 'unreadable', code: 'ARTIFACT_UNREADABLE', numbers }));
  const report = await artifacts.putJson({ gate: 'data', verdict: 'pass', findings: [] });
  gate(
    1,
    gateDecision.draft({
      about: subject.window({ partition, feed: dataFeed, start: 0 }),
      outcome: 'pass',
      code: 'GATE_PASSED',
      numbers: { ...numbers, rows: 5 },
      policy: { spec, path: 'gates.data' },
      evidence: { report: report.digest },
    }),
  );
  return { log, artifacts };
}
