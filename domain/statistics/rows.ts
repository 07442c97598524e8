/** Throws unless there is a label of 0 or 1 and a probability within [0, 1] for each row: a NaN never gets into a figure. */
export function requireRows(labels: ArrayLike<number>, probabilities: ArrayLike<number>): void {
  if (labels.length !== probabilities.length) throw new RangeError('as many probabilities as labels are needed');
  for (let row = 0; row < labels.length; row++) {
    const [label, probability] = [labels[row], probabilities[row] ?? Number.NaN];
    if (label !== 0 && label !== 1) throw new RangeError(`the label of row ${row} is ${label}, neither 0 nor 1`);
    if (!(probability >= 0 && probability <= 1)) throw new RangeError(`row ${row} has no probability: ${probability}`);
  }
}
