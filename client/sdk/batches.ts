/** Part of a list of events, as the body of one request. */
export interface EventBatch {
  /** The index of its first event in the list. */
  readonly first: number;
  /** A JSON array. */
  readonly body: string;
}

/** Limits of one request. A gateway accepts more, but smaller requests are cheaper to repeat. */
export const mostEvents = 1_000;
export const mostCharacters = 4_000_000;

/** Splits a list into request bodies, in order. An event longer than a body's limit gets a body of its own. */
export function* batchesOf(events: readonly unknown[]): Generator<EventBatch> {
  let texts: string[] = [];
  let characters = 0;
  const cut = (before: number): EventBatch => ({ first: before - texts.length, body: `[${texts.join(',')}]` });
  for (const [index, event] of events.entries()) {
    const text = JSON.stringify(event);
    if (texts.length > 0 && (texts.length === mostEvents || characters + text.length > mostCharacters)) {
      yield cut(index);
      texts = [];
      characters = 0;
    }
    texts.push(text);
    characters += text.length + 1;
  }
  if (texts.length > 0) yield cut(events.length);
}
