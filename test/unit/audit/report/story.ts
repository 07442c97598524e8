import type { LoggedDecision } from '#audit/log.ts';
import type { Choice } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import type { Finding } from '#contracts/finding.ts';
import { subject } from '#contracts/ids/subjects.ts';
import type { PaneAccount } from '#contracts/ledger.ts';
import type { SegmentEntry } from '#contracts/snapshot.ts';
import { analysisDecision } from '#domain/decisions/analysis.ts';
import { approvalDecision } from '#domain/decisions/approval.ts';
import { arrivalDecision } from '#domain/decisions/arrival.ts';
import { arrivalsDecision } from '#domain/decisions/arrivals.ts';
import { append, beginChain } from '#domain/decisions/chain.ts';
import { firingDecision } from '#domain/decisions/firing.ts';
import { gateDecision } from '#domain/decisions/gate.ts';
import { paneDecision } from '#domain/decisions/pane.ts';
import { predictionsDecision } from '#domain/decisions/predictions.ts';
import { promotionDecision } from '#domain/decisions/promotion.ts';
import { quarantineDecision } from '#domain/decisions/quarantine.ts';
import { remediationDecision } from '#domain/decisions/remediation.ts';
import { stageDecision } from '#domain/decisions/stage.ts';
import { trainingDecision } from '#domain/decisions/training.ts';
import { digestOf, sha256 } from '#domain/digest.ts';
import { metricsOf } from '#domain/models/metrics.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { openSegments } from '#stores/segments/segments.ts';
import { temporaryStore } from './temporary-store.ts';

const day = 86_400_000;
export const first = Date.UTC(2013, 4, 1);
export const wall = Date.UTC(2026, 0, 1, 12);

/** Writes decisions as a workflow does: by the chain's own append. */
export function writer(log: LoggedDecision[], workflowId: string, workflowType: string) {
  let chain = beginChain(workflowId, 'run');
  return (at: number, choice: Choice) => {
    const { chain: next, decision } = append(chain, choice, wall + at);
    chain = next;
    log.push({ workflowId, workflowType, runId: 'run', firstRunId: 'run', generation: 0, decision });
    return decision;
  };
}

export interface Story {
  readonly log: readonly LoggedDecision[];
  readonly artifacts: ArtifactStore;
}

/** One arrival, accepted as a batch of its own. */
export const acceptedOf = (
  partition: string,
  { rows, ordinal, segment }: { readonly rows: number; readonly ordinal: number; readonly segment: Digest },
): Choice =>
  arrivalsDecision.draft({
    about: partition,
    outcome: 'accepted',
    code: 'ARRIVAL_ACCEPTED',
    numbers: { arrivals: 1, rows, firstOrdinal: ordinal, lastOrdinal: ordinal },
    inputs: { segment },
  });

/** A batch of `flights`, as a segment of arrivals keeps it. */
export const entryOf = (
  batch: Pick<SegmentEntry, 'ordinal' | 'id' | 'digest' | 'rows'>,
  { start, end }: { readonly start: number; readonly end: number },
): SegmentEntry => ({
  ...batch,
  source: 'flights',
  announcement: batch.digest,
  uri: 'artifact:x',
  bytes: 1,
  format: 'csv',
  minTime: start,
  maxTime: end - 1,
});

/** A small pipeline's life: `days` windows of one feed, one late batch, one duplicate, one expired, one quarantine, a rollout that is taken back. */
export async function story({ days = 30, name = '<b>"flights" & co</b>' } = {}): Promise<Story> {
  const artifacts = await temporaryStore();
  const segments = openSegments(artifacts);
  const log: LoggedDecision[] = [];
  const stream = writer(log, 'stream/p/all', 'stream');
  const snapshots: Digest[] = [];
  const rows = 100;

  for (let index = 0; index < days; index += 1) {
    const start = first + index * day;
    const end = start + day;
    const at = index * 3_000;
    const id = index === 3 ? name : `day-${index}`;
    const data = sha256(`data ${index}`);
    const entry = entryOf({ ordinal: index, id, digest: data, rows }, { start, end });
    const segment = await segments.write([entry]);
    stream(at, acceptedOf('all', { rows, ordinal: index, segment: segment.digest }));
    const panes = index === 5 ? [0, 1] : [0];
    for (const pane of panes) {
      const firedAt = at + 5_000 + pane * 9_000;
      const about = { partition: 'all', feed: 'data', start };
      stream(
        firedAt,
        firingDecision.draft({
          about,
          outcome: pane === 0 ? 'on-time' : 'late',
          code: 'WATERMARK_PASSED',
          numbers: { start, end, pane, through: index, watermark: end + pane * day, arrivals: 1 },
        }),
      );
      const quarantined = index === 7 ? 4 : 0;
      const fates = { included: rows - quarantined, ...(quarantined && { quarantined }) };
      const account: PaneAccount = {
        feed: 'data',
        window: { start, end },
        pane,
        arrivals: [
          { source: 'flights', id, ordinal: index, declared: rows, windows: [{ start, rows }], outside: 0, fates },
        ],
      };
      const snapshot = await artifacts.putJson({
        pipeline: 'p',
        partition: 'all',
        feed: 'data',
        window: { start, end },
        pane,
        batches: [{ source: 'flights', id, digest: data }],
        parts: [],
      });
      snapshots.push(snapshot.digest);
      const stored = await artifacts.putJson(account);
      const report = await judge(log, artifacts, {
        start,
        end,
        pane,
        rows,
        snapshot: snapshot.digest,
        at: firedAt,
        quarantined,
      });
      stream(
        firedAt + 900,
        paneDecision.draft({
          about,
          outcome: 'published',
          code: 'PANE_PUBLISHED',
          numbers: { start, end, pane, fates },
          inputs: { snapshot: snapshot.digest },
          evidence: { account: stored.digest, report },
        }),
      );
    }
  }
  stream(
    20_000,
    arrivalDecision.draft({
      about: { source: 'flights', id: 'day-1' },
      outcome: 'duplicate',
      code: 'ARRIVAL_DUPLICATE',
      numbers: { rows },
      inputs: { announcement: sha256('again') },
    }),
  );
  await promote(log, artifacts, snapshots);
  return { log, artifacts };
}

async function judge(
  log: LoggedDecision[],
  artifacts: ArtifactStore,
  {
    start,
    end,
    pane,
    rows,
    snapshot,
    at,
    quarantined,
  }: { start: number; end: number; pane: number; rows: number; snapshot: Digest; at: number; quarantined: number },
): Promise<Digest> {
  const record = writer(log, `window/p/all/${start}~${end}/${pane}`, 'window');
  const about = { partition: 'all', feed: 'data', start };
  const found = (failed: boolean): Finding[] => [
    {
      check: 'rowCount',
      source: 'flights',
      verdict: 'pass',
      observed: { rows },
      expected: { min: 10 },
      severity: 'error',
    },
    failed
      ? {
          check: 'set',
          source: 'flights',
          column: 'carrier',
          verdict: 'fail',
          code: 'VALUE_NOT_IN_SET',
          observed: { count: 4 },
          expected: { max: 0 },
          severity: 'error',
          affected: 4,
        }
      : {
          check: 'set',
          source: 'flights',
          column: 'carrier',
          verdict: 'pass',
          observed: { count: 0 },
          expected: { max: 0 },
          severity: 'error',
        },
  ];
  let digest = sha256('');
  for (const round of quarantined ? [0, 1] : [0]) {
    const failed = quarantined > 0 && round === 0;
    const report = await artifacts.putJson({
      gate: 'data',
      verdict: failed ? 'fail' : 'pass',
      findings: found(failed),
    });
    digest = report.digest;
    record(
      at,
      gateDecision.draft({
        about: subject.window(about),
        outcome: failed ? 'fail' : 'pass',
        code: failed ? 'GATE_FAILED' : 'GATE_PASSED',
        numbers: { checks: 2, pane, round, rows },
        inputs: { snapshot },
        evidence: { report: digest },
      }),
    );
    if (!failed) continue;
    for (const { steps, ...repair } of [
      { remediation: 'deduplicate', steps: { before: 104, after: rows } },
      { remediation: 'cast', column: 'distance', steps: { before: rows, after: rows, touched: 90, nulled: 2 } },
    ])
      record(
        at,
        remediationDecision.draft({
          about: { ...about, source: 'flights', ...repair },
          outcome: 'applied',
          code: 'REMEDIATED',
          numbers: { pane, ...steps },
          evidence: { snapshot },
        }),
      );
    record(
      at,
      quarantineDecision.draft({
        about: { ...about, source: 'flights' },
        outcome: 'held',
        code: 'ROWS_QUARANTINED',
        numbers: { pane, rows: quarantined, codes: { VALUE_NOT_IN_SET: 4 } },
        evidence: { quarantine: sha256('gone') },
      }),
    );
  }
  return digest;
}

async function promote(log: LoggedDecision[], artifacts: ArtifactStore, snapshots: readonly Digest[]): Promise<void> {
  const size = 4_000;
  const labels = Array.from({ length: size }, (_, row) => (row % 7 < 2 ? 1 : 0));
  const scores = (skill: number) =>
    labels.map((label, row) =>
      Math.min(0.97, Math.max(0.03, 0.3 + skill * (label - 0.3) + 0.25 * Math.sin(row * 12.9898))),
    );
  const curve = (power: number) => Array.from({ length: 41 }, (_, i) => [i / 40, (i / 40) ** power]);
  const window = (index: number) => ({ start: first + index * day, end: first + (index + 1) * day });
  const rest = {
    panes: snapshots.slice(0, 14).map((snapshot, i) => ({ window: window(i), pane: 0, snapshot })),
    labels: [],
    parameters: {},
    seed: 1,
    requestedBy: 'ada',
    nonce: '1',
    spec: sha256('spec'),
  };
  const request = await artifacts.putJson({
    pipeline: 'p',
    model: 'lateness',
    span: window(0),
    holdout: window(20),
    ...rest,
  });
  const part = (data: string) => ({ data: sha256(data), rows: 1_000, labelled: 970, positives: 200 });
  const set = await artifacts.putJson({
    request: request.digest,
    features: ['hour'],
    label: 'late',
    entityKey: 'flight_id',
    training: part('t'),
    holdout: part('h'),
  });
  for (const [number, skill] of [0.08, 0.2].entries()) {
    const version = `${number}7c0ffee1234`;
    const id = `promotion/lateness/${version}`;
    const onnx = sha256(version);
    const trained = writer(log, `training/lateness/${version}`, 'training');
    trained(
      60_000,
      trainingDecision.draft({
        about: `training/lateness/${version}`,
        outcome: 'completed',
        code: 'TRAINING_COMPLETED',
        numbers: { attempts: 1 },
        inputs: { trainingSet: set.digest },
        evidence: { model: onnx, metadata: sha256(`m${version}`) },
      }),
    );
    const record = writer(log, id, 'promotion');
    const models = [skill, 0.1].map((of, i) => ({
      version: i === 0 ? version : 'champion',
      metrics: metricsOf(labels, scores(of)),
      roc: curve(1 - 2 * of),
    }));
    const worse = number === 0;
    const differences = {
      auc: { rows: size, mean: worse ? -0.031 : 0.018, error: 0.006 },
      logLoss: { rows: size, mean: -0.02, error: 0.004 },
    };
    const evaluation = await artifacts.putJson({
      candidate: {
        model: 'lateness',
        version,
        onnx,
        metadata: sha256('m'),
        trainingSet: set.digest,
        request: request.digest,
        spec: sha256('spec'),
        requestedBy: 'ada',
        labels: worse ? 'shuffled' : null,
      },
      holdout: { rows: 4_100, labelled: size, window: window(20) },
      differences,
      models,
    });
    const baseline: Finding = {
      check: 'baseline',
      verdict: worse ? 'fail' : 'pass',
      ...(worse && { code: 'WORSE_THAN_CHAMPION' as const }),
      observed: { mean: differences.auc.mean, lower: differences.auc.mean - 0.012 },
      expected: { margin: 0.01, confidence: 0.95 },
      severity: 'error',
    };
    const report = await artifacts.putJson({ gate: 'model', verdict: worse ? 'fail' : 'pass', findings: [baseline] });
    record(
      70_000,
      gateDecision.draft({
        about: id,
        outcome: worse ? 'fail' : 'pass',
        code: worse ? 'CANDIDATE_REFUSED' : 'GATE_PASSED',
        inputs: { model: onnx },
        evidence: { report: report.digest, evaluation: evaluation.digest },
      }),
    );
    const notes = (await artifacts.put(Buffer.from('# lateness\n\nWhy: <script>alert(1)</script>\n'))).digest;
    if (worse) {
      record(
        71_000,
        promotionDecision.draft({
          about: id,
          outcome: 'refused',
          code: 'CANDIDATE_REFUSED',
          numbers: { looks: 0, stages: 0 },
          inputs: { model: onnx },
          evidence: { notes },
        }),
      );
      continue;
    }
    const said = { about: id, inputs: { envelope: digestOf('envelope') }, evidence: { toSign: digestOf('evidence') } };
    record(
      72_000,
      approvalDecision.draft({
        ...said,
        outcome: 'refused',
        code: 'APPROVAL_NOT_INDEPENDENT',
        numbers: { counted: 0, quorum: 2 },
        actor: 'ada',
      }),
    );
    for (const [i, actor] of ['bob', 'cleo'].entries()) {
      const numbers = { counted: i + 1, quorum: 2 };
      record(72_000, approvalDecision.draft({ ...said, outcome: 'counted', code: 'APPROVAL_COUNTED', numbers, actor }));
    }
    const panes = [0, 1, 2].map((i) => ({
      window: window(22 + i),
      pane: 0,
      missing: 3,
      difference: { rows: 240, mean: 0.05 + i * 0.04, error: 0.018 },
    }));
    const harm = await artifacts.putJson({ direction: 'champion-challenger', panes });
    for (const [stage, kind] of (['shadow', 'canary', 'production'] as const).entries()) {
      record(
        73_000 + stage * 4_000,
        stageDecision.draft({
          about: id,
          outcome: kind,
          code: 'STAGE_STARTED',
          numbers: { stage, epoch: 1, weight: kind === 'canary' ? 0.25 : 1 },
        }),
      );
      const last = kind === 'production';
      const mean = last ? 0.09 : -0.01 + stage * 0.008;
      record(
        74_000 + stage * 4_000,
        analysisDecision.draft({
          about: id,
          outcome: last ? 'fail' : 'pass',
          code: last ? 'GUARDRAIL_BREACHED' : 'STAGE_PASSED',
          numbers: {
            stage,
            panes: panes.length,
            look: stage + 1,
            looks: 10,
            labelled: 480,
            mean,
            lower: mean - 0.035,
            upper: mean + 0.035,
            margin: 0.02,
          },
          evidence: { analysis: harm.digest },
        }),
      );
    }
    record(
      86_000,
      promotionDecision.draft({
        about: id,
        outcome: 'rolled-back',
        code: 'GUARDRAIL_BREACHED',
        numbers: { looks: 3, stages: 3 },
        inputs: { model: onnx },
        evidence: { notes, analysis: harm.digest },
      }),
    );
    const deployment = writer(log, 'deployment/lateness/production', 'deployment');
    const newest = snapshots.at(-1) ?? sha256('');
    deployment(
      80_000,
      predictionsDecision.draft({
        about: { model: 'lateness', start: first, pane: 0 },
        outcome: 'published',
        code: 'PREDICTIONS_PUBLISHED',
        numbers: { rows: 100, challenged: 100, start: first, pane: 0, epoch: 1 },
        inputs: { snapshot: newest, champion: onnx, challenger: sha256('07c0ffee1234') },
        evidence: { predictions: sha256('scores') },
      }),
    );
  }
}
