/**
 * Reads texts of one form back to what they were built from; undefined for a text of any other form.
 *
 * @param partsOf gets the groups of the form in order, and an empty text for one that is left out
 */
export const reader =
  <Parts>(form: RegExp, partsOf: (...groups: string[]) => Parts) =>
  (text: string): Parts | undefined => {
    const groups = form.exec(text)?.slice(1);
    return groups && partsOf(...groups.map((group: string | undefined) => group ?? ''));
  };
