/** Why a text is no expression, and where. */
export interface ExpressionFault {
  /** The character at fault, counted from 1; one more than there are where the text ends too early. */
  readonly character: number;
  readonly message: string;
}

/** A fault on its way to whoever asked for the expression. */
export class Unparsable extends Error {
  readonly at: number;
  /** @param at in UTF-16 units, from 0 */
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}
