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
