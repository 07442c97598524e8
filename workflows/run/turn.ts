// A lock between the main loop and the updates of people.

import { condition } from '@temporalio/workflow';

/** Who decides now: the main loop, or a person's update. What one has looked up must still hold when it is used. */
export interface Turn {
  taken: boolean;
}

export const newTurn = (): Turn => ({ taken: false });

/** Runs something while nobody else decides. */
export async function inTurn<T>(turn: Turn, work: () => Promise<T>): Promise<T> {
  await condition(() => !turn.taken);
  turn.taken = true;
  try {
    return await work();
  } finally {
    turn.taken = false;
  }
}
