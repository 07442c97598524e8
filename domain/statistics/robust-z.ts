/** The 0.75 quantile of the standard normal distribution to four digits, by which the MAD estimates a standard deviation. */
const consistency = 0.6745;

/**
 * The distance from the median above which the robust z-score 0.6745 · |x − median| / MAD is above `z`. Where the MAD is 0, any
 * value unlike the median is.
 *
 * @see B. Iglewicz, D. C. Hoaglin, How to Detect and Handle Outliers (1993)
 */
export const robustDistance = (mad: number, z: number): number => Math.min((z * mad) / consistency, Number.MAX_VALUE);
