import { z } from 'zod';
import { RefusedEvent } from '#contracts/refused-event.ts';
import { bodyOrThrow, type GatewayAnswer } from './request.ts';

/** The result of sending a list of events. Events that are not in `refused` were accepted. */
export interface Taken {
  readonly accepted: number;
  readonly refused: readonly RefusedEvent[];
}

const Accepted = z.object({ accepted: z.number().int().min(0), refused: z.array(RefusedEvent) });
const AllRefused = z.object({ refused: z.array(RefusedEvent).min(1) });

/** The result of sending rows, with the id of the arrival that holds the accepted ones, if there are any. */
export interface TakenRows extends Taken {
  readonly id?: string | undefined;
}

const AcceptedRows = z.object({ ...Accepted.shape, id: z.string() });

/** Reads the result from a gateway's answer to a request with rows. */
export const rowsTakenOf = (answer: GatewayAnswer): TakenRows =>
  allRefused(answer) ?? AcceptedRows.parse(bodyOrThrow(answer));

/**
 * Reads the result from a gateway's answer to a batch. A refusal that names each event is a result too; any other
 * refusal concerns the whole request, and is thrown.
 */
export const takenOf = (answer: GatewayAnswer): Taken => allRefused(answer) ?? Accepted.parse(bodyOrThrow(answer));

function allRefused(answer: GatewayAnswer): Taken | undefined {
  const none = answer.ok ? undefined : AllRefused.safeParse(answer.body).data;
  return none && { accepted: 0, ...none };
}
