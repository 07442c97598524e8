import { z } from 'zod';
import { RefusedEvent } from '#contracts/refused-event.ts';
import { bodyOrThrow, type GatewayAnswer } from './request.ts';

/** What became of a list of events: the others were accepted. */
export interface Taken {
  readonly accepted: number;
  readonly refused: readonly RefusedEvent[];
}

const Accepted = z.object({ accepted: z.number().int().min(0), refused: z.array(RefusedEvent) });
const AllRefused = z.object({ refused: z.array(RefusedEvent).min(1) });

/** What became of rows; with the id of the arrival that the accepted ones are in, where any were. */
export interface TakenRows extends Taken {
  readonly id?: string | undefined;
}

const AcceptedRows = z.object({ ...Accepted.shape, id: z.string() });

/** What a gateway took of a request's rows. */
export const rowsTakenOf = (answer: GatewayAnswer): TakenRows =>
  allRefused(answer) ?? AcceptedRows.parse(bodyOrThrow(answer));

/** What a gateway took of a batch. One that names each of its events is an answer; any other refusal is of the whole, and thrown. */
export const takenOf = (answer: GatewayAnswer): Taken => allRefused(answer) ?? Accepted.parse(bodyOrThrow(answer));

function allRefused(answer: GatewayAnswer): Taken | undefined {
  const none = answer.ok ? undefined : AllRefused.safeParse(answer.body).data;
  return none && { accepted: 0, ...none };
}
