import type { z } from 'zod';
import { ApprovalEnvelope } from '#contracts/approval.ts';
import { ArriveMessage, WatermarkAssertion } from '#contracts/arrival.ts';
import { RulingRequest } from '#contracts/quarantine.ts';
import { TrainingCompletion, TrainingFailure, TrainingProgress } from '#contracts/training.ts';
import type { ArchiveView } from '#workflows/archive/messages.ts';
import { type DeploymentView, Rollback } from '#workflows/deployment/messages.ts';
import { Backfill, type BackfillBegun, type PipelineView, TrainNow } from '#workflows/pipeline/messages.ts';
import type { ApprovalAnswer, PromotionView } from '#workflows/promotion/messages.ts';
import {
  Draining,
  JumpResolution,
  type QuarantineAnswer,
  Readmission,
  type Reopened,
  Rewinding,
  type StreamView,
} from '#workflows/stream/messages.ts';
import type { TrainingView } from '#workflows/training/messages.ts';
import { type HoldAnswer, HoldResolution, type WindowView } from '#workflows/window/messages.ts';

const batch = 'sha256:d0f8e5a1c82d953d1397aba1c01b088cbfe7915c67cea3a38c92c0db65cc5b47';
const spec = 'sha256:d40cfecf71c1efbcedadf69a93a961a688e8f5bf4b41eed54e51bd54bba371b6';
const evidence = 'sha256:64829af98c0db034e30de1f14e256e63fd81ac8dd5a798a48ea1f926f6f9785f';
const snapshot = 'sha256:038743bdd6812f5e61b1bb4d2a2e3cf1ad63a7ab0ae1bbd4ad9d3dfcf9a41d0a';
const report = 'sha256:371e88dffea56d3937fa79a9e7e5cb86a879be03ba9afa033e7eb0a6751d4352';

/** What the documents show as payloads that are sent, each with the schema by which a handler reads it. */
export const sent: Readonly<Record<string, { readonly schema: z.ZodType; readonly payload: unknown }>> = {
  'stream signal arrive': {
    schema: ArriveMessage,
    payload: {
      announcements: [
        {
          kind: 'arrival',
          id: 'orders/2026-03-02',
          source: 'orders',
          uri: `artifact:${batch}`,
          digest: batch,
          rows: 5,
          bytes: 198,
          format: 'csv',
          minTime: 1772439120000,
          maxTime: 1772488680000,
          producedBy: { name: 'shop-export' },
        },
      ],
    },
  },
  'stream signal arrive, packed': {
    schema: ArriveMessage,
    payload: {
      packed:
        'H4sIAAAAAAACA4uuVsrOzEtRslIqTyxJLcpNLMpW0lHKBAnkF6WkFhXrGxkYmekaGOsaGOkn5+cW5KSWpAJVFOeXFiWnwlUBRWCSIRlF+aXpGUpWhubmRiaWppZgUBsLACt4lZdqAAAA',
      count: 1,
    },
  },
  'stream signal arrive, by claim check': {
    schema: ArriveMessage,
    payload: { claim: batch, count: 250, bytes: 81250 },
  },
  'stream signal advanceWatermark': {
    schema: WatermarkAssertion,
    payload: { kind: 'watermark', id: 'orders/2026-03-02/complete', source: 'orders', completeThrough: 1772495999999 },
  },
  'stream update resolveHold': {
    schema: JumpResolution,
    payload: { source: 'orders', id: 'orders/2062-03-02', verdict: 'refuse', by: 'ada' },
  },
  'stream update rewind': { schema: Rewinding, payload: { source: 'orders', to: 1772409600000, by: 'ada' } },
  'stream update readmit': { schema: Readmission, payload: { source: 'orders', id: 'orders/2026-02-20', by: 'ada' } },
  'stream update resolveQuarantine': {
    schema: RulingRequest,
    payload: {
      feed: 'data',
      start: 1772409600000,
      pane: 0,
      source: 'orders',
      quarantine: snapshot,
      account: evidence,
      codes: ['VALUE_NOT_IN_SET'],
      verdict: 'release',
      reason: report,
      by: 'ada',
    },
  },
  'stream update drain': { schema: Draining, payload: { by: 'ada' } },
  'window update resolveHold': { schema: HoldResolution, payload: { verdict: 'accept', by: 'ada' } },
  'window update resolveHold with a waiver': {
    schema: HoldResolution,
    payload: {
      verdict: 'accept',
      by: 'ada',
      waiver: { reason: report, scope: [{ check: 'nullRate', column: 'carrier' }], until: 1772496000000 },
    },
  },
  'pipeline update backfill': {
    schema: Backfill,
    payload: { id: '2025', partition: 'all', from: 1735689600000, to: 1767225600000, by: 'ada' },
  },
  'pipeline signal trainNow': { schema: TrainNow, payload: { by: 'lin', nonce: '2026-03-02-after-the-repair' } },
  'training signal trainingProgressed': { schema: TrainingProgress, payload: { share: 0.5, message: '50 trees' } },
  'training signal trainingCompleted': {
    schema: TrainingCompletion,
    payload: { key: '1', model: snapshot, metadata: report },
  },
  'training signal trainingFailed': {
    schema: TrainingFailure,
    payload: { key: '1', code: 'TRAINER_FAILED', exitCode: 9, log: report, retryable: true },
  },
  'promotion signal approve': {
    schema: ApprovalEnvelope,
    payload: {
      statement: {
        promotion: 'promotion/lateness/7c0468852e7f',
        evidence,
        verdict: 'approve',
        principal: 'ada',
        at: 1795593150728,
      },
      signature:
        '5d8b2a57e0c4f1936a7be8d20f4c91735d8b2a57e0c4f1936a7be8d20f4c91735d8b2a57e0c4f1936a7be8d20f4c91735d8b2a57e0c4f1936a7be8d20f4c9173',
    },
  },
  'deployment update rollback': { schema: Rollback, payload: { by: 'ada' } },
};

/** What the documents show as answers of queries and updates: the compiler knows their shape. */
export const answered = {
  'pipeline update backfill answer': { stream: 'stream/shop/all/backfill-2025', begun: true } satisfies BackfillBegun,
  'stream update rewind answer': { code: 'WATERMARK_REWOUND', windows: 3, forgotten: null } satisfies Reopened,
  'stream query state': {
    pipeline: 'shop',
    partition: 'all',
    spec,
    paused: false,
    drained: false,
    backlog: 0,
    panesOpen: 0,
    arrivals: 1,
    segments: 1,
    former: [],
    from: null,
    standing: {
      feeds: [
        {
          feed: 'data',
          watermark: null,
          since: 1795593190000,
          open: 1,
          windows: [
            {
              window: { start: 1772409600000, end: 1772496000000 },
              panes: 0,
              arrivals: 1,
              phase: 'waiting',
              expiresAt: 1772668800000,
              heldBy: [
                {
                  source: 'payments',
                  watermark: null,
                  since: 1795593190000,
                  missing: null,
                  idle: false,
                  required: true,
                  release: { completeThrough: 1772495999999, held: [] },
                },
              ],
            },
          ],
        },
      ],
      sources: [
        {
          source: 'orders',
          watermark: 1772496000000,
          maxSeen: 1772488680000,
          idle: false,
          movedAt: 1795593195700,
          silentSince: 1795593195700,
        },
        {
          source: 'payments',
          watermark: null,
          maxSeen: null,
          idle: false,
          movedAt: 1795593190000,
          silentSince: 1795593190000,
        },
      ],
      held: [],
      waiting: [],
    },
    asked: [],
  } satisfies StreamView,
  'stream update resolveQuarantine answer': {
    code: 'QUARANTINE_RELEASED',
    rows: 12,
    pane: 1,
  } satisfies QuarantineAnswer,
  'stream update resolveHold answer': { resolved: true },
  'window update resolveHold answer': { resolved: false, code: 'WAIVER_TOO_NARROW' } satisfies HoldAnswer,
  'window query state': { phase: 'decided', verdict: 'pass', report, snapshot } satisfies WindowView,
  'pipeline query state': {
    pipeline: 'flight-delay',
    spec,
    appliedBy: 'lin',
    partitions: ['all'],
    backfills: [],
    model: 'lateness',
    published: { data: 37, outcomes: 37 },
    trainings: [
      {
        id: 'training/lateness/f78ffcd387f3',
        nonce: 'cadence-1369353600000',
        outcome: 'completed',
        code: 'TRAINING_COMPLETED',
      },
    ],
    promotions: [{ id: 'promotion/lateness/7c0468852e7f', version: '7c0468852e7f', outcome: 'promoted' }],
  } satisfies PipelineView,
  'training query state': {
    phase: 'training',
    attempt: 1,
    share: 0.5,
    message: '50 trees',
    trainingSet: snapshot,
  } satisfies TrainingView,
  'promotion query state': {
    model: 'lateness',
    version: '7c0468852e7f',
    phase: 'approval',
    verdict: 'pass',
    evidence: { digest: evidence, content: { candidate: batch, champion: null, report, evaluation: snapshot } },
    approvals: [{ principal: 'ada', role: 'ml-lead' }],
    missingRoles: ['risk'],
    looks: 0,
  } satisfies PromotionView,
  'promotion update approve answer': { outcome: 'counted', code: 'APPROVAL_COUNTED' } satisfies ApprovalAnswer,
  'deployment query state': {
    model: 'lateness',
    environment: 'production',
    epoch: 2,
    live: '7c0468852e7f',
    predecessor: null,
    challenger: '9f876403230e',
    stage: 'canary',
    weight: 0.25,
    slot: 'promotion/lateness/9f876403230e',
    queue: [],
    scored: 14,
  } satisfies DeploymentView,
  'deployment update rollback answer': { code: 'ROLLED_BACK', live: '7c0468852e7f' },
  'archive query state': { pending: 0, confirmed: 119, diverged: 0 } satisfies ArchiveView,
};
