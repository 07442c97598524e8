import { lineOf } from '../duckdb/faults.ts';
import { Unanswerable } from './engine.ts';

export interface Listener {
  /** Called with the engine's message if a question has no answer. */
  readonly onFault?: (text: string) => void;
}

/** The answer to a question, or the error code in place of it. */
export async function asking<T>({ onFault }: Listener, ask: () => Promise<T>): Promise<T | { error: string }> {
  try {
    return await ask();
  } catch (fault) {
    if (!(fault instanceof Unanswerable)) throw fault;
    onFault?.(fault.cause instanceof Error ? lineOf(fault.cause) : fault.message);
    return { error: fault.message };
  }
}
