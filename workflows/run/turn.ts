// A lock between the main loop and the updates of people.

import { condition } from '@temporalio/workflow';

/** Held by the main loop or by a person's update. The state must not change between looking something up and acting on it. */
export interface Turn {
  taken: boolean;
}

export const newTurn = (): Turn => ({ taken: false });

/** Runs work while holding the lock. */
export async function inTurn<T>(turn: Turn, work: () => Promise<T>): Promise<T> {
  await condition(() => !turn.taken);
  turn.taken = true;
  try {
    return await work();
  } finally {
    turn.taken = false;
  }
}
