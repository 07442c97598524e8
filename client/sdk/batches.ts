/** Part of a list of events, as the body of one request. */
export interface EventBatch {
  /** Where in the list its first event is. */
  readonly first: number;
  /** A JSON array. */
  readonly body: string;
}

/** A gateway takes more of both; but what is tried again should not be long. */
export const mostEvents = 1_000;
export const mostCharacters = 4_000_000;

/** Cuts a list into bodies, in order; an event that is longer than a body may be has one of its own. */
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
