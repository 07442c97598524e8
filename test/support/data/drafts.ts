import fc from 'fast-check';
import { z } from 'zod';
import type { Choice, DecisionKind } from '#contracts/decision.ts';
import { within } from '#contracts/ids/subjects.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { analysisDecision } from '#domain/decisions/analysis.ts';
import { approvalDecision } from '#domain/decisions/approval.ts';
import { archiveDecision } from '#domain/decisions/archive.ts';
import { arrivalDecision } from '#domain/decisions/arrival.ts';
import { arrivalsDecision } from '#domain/decisions/arrivals.ts';
import { candidateDecision } from '#domain/decisions/candidate.ts';
import { checkDecision } from '#domain/decisions/check.ts';
import { correctionDecision } from '#domain/decisions/correction.ts';
import { deploymentDecision } from '#domain/decisions/deployment.ts';
import { firingDecision } from '#domain/decisions/firing.ts';
import { gateDecision } from '#domain/decisions/gate.ts';
import { holdDecision } from '#domain/decisions/hold.ts';
import { messageDecision } from '#domain/decisions/message.ts';
import { paneDecision } from '#domain/decisions/pane.ts';
import { pipelineDecision } from '#domain/decisions/pipeline.ts';
import { predictionsDecision } from '#domain/decisions/predictions.ts';
import { promotionDecision } from '#domain/decisions/promotion.ts';
import { publicationDecision } from '#domain/decisions/publication.ts';
import { quarantineDecision } from '#domain/decisions/quarantine.ts';
import { receiptDecision } from '#domain/decisions/receipt.ts';
import { remediationDecision } from '#domain/decisions/remediation.ts';
import { rerequestDecision } from '#domain/decisions/rerequest.ts';
import { rollbackDecision } from '#domain/decisions/rollback.ts';
import { routeDecision } from '#domain/decisions/route.ts';
import { slotDecision } from '#domain/decisions/slot.ts';
import { sourceDecision } from '#domain/decisions/source.ts';
import { specDecision } from '#domain/decisions/spec.ts';
import { stageDecision } from '#domain/decisions/stage.ts';
import { streamDecision } from '#domain/decisions/stream.ts';
import * as subjects from '#domain/decisions/subjects.ts';
import { trainingDecision } from '#domain/decisions/training.ts';
import { watermarkDecision } from '#domain/decisions/watermark.ts';
import { windowDecision } from '#domain/decisions/window.ts';
import { sha256 } from '#domain/digest.ts';
import { feed, name, pane, partition, start, text, version } from './names.ts';

type Part = 'code' | 'numbers' | 'inputs' | 'evidence';

/** The form of an outcome, of whatever kind. */
export interface AnyForm {
  readonly subject: object;
  readonly parts: { readonly [Of in Part]?: z.ZodType };
}

/** What is drafted, and read back. */
export interface Said {
  readonly about: unknown;
  readonly outcome: string;
  readonly [part: string]: unknown;
}

/** A kind of decision, whichever. */
export interface AnyKind {
  readonly name: DecisionKind;
  readonly forms: { readonly [outcome: string]: AnyForm };
  draft(said: Said): Choice;
  read(choice: Choice): object | undefined;
}

export const kinds: { readonly [Name in DecisionKind]: AnyKind & { readonly name: Name } } = {
  spec: specDecision,
  arrivals: arrivalsDecision,
  arrival: arrivalDecision,
  message: messageDecision,
  watermark: watermarkDecision,
  source: sourceDecision,
  window: windowDecision,
  firing: firingDecision,
  gate: gateDecision,
  check: checkDecision,
  remediation: remediationDecision,
  rerequest: rerequestDecision,
  quarantine: quarantineDecision,
  hold: holdDecision,
  pane: paneDecision,
  publication: publicationDecision,
  receipt: receiptDecision,
  training: trainingDecision,
  candidate: candidateDecision,
  approval: approvalDecision,
  slot: slotDecision,
  stage: stageDecision,
  route: routeDecision,
  analysis: analysisDecision,
  predictions: predictionsDecision,
  promotion: promotionDecision,
  rollback: rollbackDecision,
  archive: archiveDecision,
  stream: streamDecision,
  correction: correctionDecision,
  pipeline: pipelineDecision,
  deployment: deploymentDecision,
};

const arrival = fc.record({ source: name, id: text });
const window = fc.record({ partition, feed, start });
const predictions = fc.record({ model: name, start, pane });
const workflow = fc.oneof(
  fc.tuple(name, partition).map((of) => workflowId.stream(...of)),
  fc.tuple(name, version).map((of) => workflowId.promotion(...of)),
);
const gate = fc.oneof(
  window.map(subjects.window.write),
  fc.tuple(predictions, fc.constantFrom('features', 'predictions')).map(([of, table]) => {
    return within(subjects.predictions.write(of), table);
  }),
  fc.tuple(name, version).map((of) => within(workflowId.training(...of), 'features')),
  fc.tuple(name, version).map((of) => workflowId.promotion(...of)),
);

const optional = <Of>(of: fc.Arbitrary<Of>) => fc.option(of, { nil: undefined });

/** What decisions may be about, by how they name it. */
const anySubject = new Map<object, fc.Arbitrary<unknown>>([
  [subjects.named, fc.oneof(workflow, gate)],
  [subjects.window, window],
  [subjects.predictions, predictions],
  [subjects.sourceInWindow, fc.record({ partition, feed, start, source: name })],
  [
    subjects.repair,
    fc.record({
      partition,
      feed,
      start,
      source: name,
      remediation: fc.constantFrom('cast', 'impute'),
      column: optional(text),
    }),
  ],
  [subjects.check, fc.record({ gate, check: fc.constantFrom('set', 'rowCount'), column: optional(text) })],
  [subjects.arrival, arrival],
  [subjects.correction, arrival],
  [subjects.source, name],
  [subjects.stream, partition],
  [subjects.message, fc.constantFrom('arrive', 'setStage')],
  [subjects.run, workflow],
]);

const digest = fc.string().map((of) => sha256(of));
const number = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const counted = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,30}$/);

/** Anything that a schema of a form lets through, but optional lists that are empty: these are read as nothing. */
function madeBy(schema: z.core.$ZodType, minLength = 0): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodOptional) return optional(madeBy(schema.unwrap(), 1));
  if (schema instanceof z.ZodDefault) return madeBy(schema.unwrap());
  if (schema instanceof z.ZodNumber) return number;
  if (schema instanceof z.ZodString) return digest;
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodArray) return fc.array(madeBy(schema.element), { minLength, maxLength: 3 });
  if (schema instanceof z.ZodRecord) return fc.dictionary(counted, madeBy(schema.valueType), { noNullPrototype: true });
  if (!(schema instanceof z.ZodObject)) throw new Error('a form is made of numbers, digests, codes, lists and names');
  const named = fc.record(Object.fromEntries(Object.entries(schema.shape).map(([key, of]) => [key, madeBy(of)])));
  const { catchall } = schema.def;
  if (!catchall || catchall instanceof z.ZodNever) return named;
  const more = fc.dictionary(counted, madeBy(catchall), { noNullPrototype: true });
  return fc.tuple(named, more).map(([own, others]) => ({ ...others, ...own }));
}

/** Anything that may be said in a form, with or without what every decision may have. */
export function draftOf(outcome: string, { subject, parts }: AnyForm): fc.Arbitrary<Said> {
  const about = anySubject.get(subject);
  if (!about) throw new Error(`what may ${outcome} be about?`);
  return fc.record({
    about,
    outcome: fc.constant(outcome),
    ...Object.fromEntries(Object.entries(parts).map(([part, schema]) => [part, madeBy(schema)])),
    policy: optional(fc.record({ spec: digest, path: fc.string() })),
    actor: optional(fc.string({ minLength: 1 })),
  });
}

/** Every kind with each of its outcomes, as a row of a table of tests. */
export const forms: readonly (readonly [name: string, kind: AnyKind, draft: fc.Arbitrary<Said>, form: AnyForm])[] =
  Object.values(kinds).flatMap((kind: AnyKind) =>
    Object.entries(kind.forms).map(
      ([outcome, form]) => [`${kind.name} ${outcome}`, kind, draftOf(outcome, form), form] as const,
    ),
  );
