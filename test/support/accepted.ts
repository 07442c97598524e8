import type { Decision } from '#contracts/decision.ts';
import { arrivalsDecision } from '#domain/decisions/arrivals.ts';

/** How many arrivals decisions say to be accepted. */
export const acceptedIn = (decisions: readonly Decision[]): number =>
  decisions.reduce((sum, decision) => sum + (arrivalsDecision.read(decision)?.numbers.arrivals ?? 0), 0);
