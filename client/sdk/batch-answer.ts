import { z } from 'zod';
import { Code } from '#contracts/codes.ts';
import { bodyOrThrow, type GatewayAnswer } from './request.ts';

const RefusedSchema = z.object({
  /** Its place in the list that was announced. */
  index: z.number().int().min(0),
  id: z.string().optional(),
  code: Code,
  detail: z.string(),
  path: z.string().optional(),
  observed: z.string().optional(),
  expected: z.string().optional(),
  remedy: z.string().optional(),
});
/** An event that was refused, and why. */
export type Refused = z.infer<typeof RefusedSchema>;

/** What became of a list of events: the others were accepted. */
export interface Taken {
  readonly accepted: number;
  readonly refused: readonly Refused[];
}

const Receipt = z.object({ accepted: z.number().int().min(0), refused: z.array(RefusedSchema) });
const AllRefused = z.object({ refused: z.array(RefusedSchema).min(1) });

/** What a gateway took of a batch. One that names each of its events is an answer; any other refusal is of the whole, and thrown. */
export function takenOf(answer: GatewayAnswer): Taken {
  const none = answer.ok ? undefined : AllRefused.safeParse(answer.body).data;
  return none ? { accepted: 0, ...none } : Receipt.parse(bodyOrThrow(answer));
}
