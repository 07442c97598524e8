import { z } from 'zod';
import { ApprovalEnvelope } from '../approval.ts';
import { CloudEvent } from '../arrival.ts';
import { Contract } from '../contract.ts';
import { NoticeEvent } from '../notice.ts';
import { PrincipalFile } from '../principal.ts';
import { Problem } from '../problem.ts';
import { ReceiptEvent } from '../receipt.ts';
import { RerequestEvent } from '../rerequest.ts';
import { PipelineSpec } from '../spec.ts';
import { ModelMetadata, TrainingCompletion, TrainingFailure, TrainingProgress } from '../training.ts';

/** What people and other systems write, or read from Tidegate: one JSON Schema each. */
const published = {
  pipeline: [PipelineSpec, 'A pipeline: `pipeline.yaml`.'],
  contract: [Contract, 'The contract of a source: an ODCS v3 document.'],
  principals: [PrincipalFile, 'Who may approve: the file that `access.principals` names.'],
  'cloud-event': [CloudEvent, 'What upstream systems send: a CloudEvent in structured mode.'],
  'receipt-event': [ReceiptEvent, 'A delivered receipt: a CloudEvent in structured mode.'],
  'notice-event': [NoticeEvent, 'A decision that is told: a CloudEvent in structured mode.'],
  'rerequest-event': [RerequestEvent, 'What a source is asked for again: a CloudEvent in structured mode.'],
  'approval-envelope': [ApprovalEnvelope, 'A signed approval or rejection.'],
  problem: [Problem, 'A refusal.'],
  'model-metadata': [ModelMetadata, 'What a trainer says of its model: `metadata.json`.'],
  'training-completion': [TrainingCompletion, 'Signal `trainingCompleted`.'],
  'training-failure': [TrainingFailure, 'Signal `trainingFailed`.'],
  'training-progress': [TrainingProgress, 'Signal `trainingProgressed`.'],
} as const satisfies Record<string, readonly [z.ZodType, string]>;

/** The JSON Schema of what a person or a system writes, before defaults and transformations. */
export function jsonSchemaOf(schema: z.ZodType, title: string): z.core.JSONSchema.BaseSchema {
  const generated = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return { ...generated, title };
}

/** The text of every generated schema, by its file name. */
export function jsonSchemaFiles(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(published).map(([name, [schema, title]]) => [
      `${name}.schema.json`,
      `${JSON.stringify(jsonSchemaOf(schema, title), null, 2)}\n`,
    ]),
  );
}
