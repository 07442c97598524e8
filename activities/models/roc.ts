/** A point of a ROC curve: rates at a threshold. */
export type RocPoint = readonly [falsePositives: number, truePositives: number];

const maxPoints = 200;

/**
 * The ROC curve from (0, 0) to (1, 1), with at most two hundred points spread evenly over the rows' ranks; null where a class
 * has no row.
 *
 * @param labels 0 or 1 by row
 */
export function rocCurve(labels: ArrayLike<number>, scores: ArrayLike<number>): RocPoint[] | null {
  const order = Array.from(labels, (_, row) => row).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const positives = order.filter((row) => labels[row] === 1).length;
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return null;
  const points: RocPoint[] = [[0, 0]];
  let truePositives = 0;
  order.forEach((row, i) => {
    if (labels[row] === 1) truePositives += 1;
    const next = order[i + 1];
    const tied = next !== undefined && scores[next] === scores[row];
    if (!tied) points.push([(i + 1 - truePositives) / negatives, truePositives / positives]);
  });
  return thin(points);
}

/** Keeps the ends and points between them at even distances. */
function thin(points: readonly RocPoint[]): RocPoint[] {
  if (points.length <= maxPoints) return [...points];
  const step = (points.length - 1) / (maxPoints - 1);
  const keep = new Set(Array.from({ length: maxPoints }, (_, i) => Math.round(i * step)));
  return points.filter((_, i) => keep.has(i));
}
