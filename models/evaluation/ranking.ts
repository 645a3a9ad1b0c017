/**
 * How good an order is, from the true chance of each card to be answered if it is looked at: expected, not sampled, so no luck is measured.
 * `gains` are in the order shown, top first, each 0 to 1.
 */

/** Normalised discounted cumulative gain of the first `places` (Järvelin and Kekäläinen 2002); null where nothing can be gained. */
export function ndcg(gains: readonly number[], places: number): number | null {
  const best = dcg([...gains].sort((a, b) => b - a), places);
  return best > 0 ? dcg(gains, places) / best : null;
}

function dcg(gains: readonly number[], places: number): number {
  return gains.slice(0, places).reduce((sum, gain, place) => sum + gain / Math.log2(place + 2), 0);
}

/** Expected share of the answers that the first `places` would get, if all cards were looked at; null where there are none. */
export function hit(gains: readonly number[], places: number): number | null {
  const total = gains.reduce((sum, gain) => sum + gain, 0);
  return total > 0 ? gains.slice(0, places).reduce((sum, gain) => sum + gain, 0) / total : null;
}

/** Expected chance that an answered card stands above one that is not, weighted by how often such a pair occurs; null where there is no pair. */
export function auc(gains: readonly number[]): number | null {
  let right = 0;
  let pairs = 0;
  gains.forEach((upper, i) => {
    for (const lower of gains.slice(i + 1)) {
      right += upper * (1 - lower);
      pairs += upper * (1 - lower) + lower * (1 - upper);
    }
  });
  return pairs > 0 ? right / pairs : null;
}

/** Equal-mass calibration error: cards sorted by prediction, cut into bins of as many cards; mean |mean prediction − rate|. */
export function calibrationError(predicted: readonly number[], happened: readonly number[], bins = 10): number {
  const order = predicted.map((_, index) => index).sort((a, b) => (predicted[a] ?? 0) - (predicted[b] ?? 0));
  let error = 0;
  for (let bin = 0; bin < bins; bin++) {
    const rows = order.slice(Math.floor(bin * order.length / bins), Math.floor((bin + 1) * order.length / bins));
    error += Math.abs(rows.reduce((sum, row) => sum + (predicted[row] ?? 0) - (happened[row] ?? 0), 0));
  }
  return error / Math.max(order.length, 1);
}

export function logLoss(predicted: readonly number[], happened: readonly number[]): number {
  const total = predicted.reduce((sum, p, index) => {
    const bounded = Math.min(Math.max(p, 1e-6), 1 - 1e-6);
    const y = happened[index] ?? 0;
    return sum - y * Math.log(bounded) - (1 - y) * Math.log(1 - bounded);
  }, 0);
  return total / Math.max(predicted.length, 1);
}
