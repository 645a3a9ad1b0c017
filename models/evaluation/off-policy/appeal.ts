/**
 * A reward model of cards at places, cross-fitted: q(card, place) = attention(place) · (appeal of the card), the appeal linear in what is known of the card (ridge).
 * Folds are accounts: no account has a part in what is expected of it. Attention is the mean reward at a place against that at the top, among the same folds.
 */

/** One card that was shown. */
export interface ShownCard {
  readonly account: number;
  readonly place: number;
  readonly features: ArrayLike<number>;
  readonly reward: number;
}

/** A model that has not seen the account: expected reward = attention at the place × appeal of the card. */
export interface Appeal {
  /** Of a card, as at the top. */
  of(account: number, features: ArrayLike<number>): number;
  /** 1 at the top. */
  attention(account: number, place: number): number;
}

export const FOLDS = 5;
/** Cards that say nothing, so to speak: what pulls each weight to 0. Features are of about unit size. */
const RIDGE = 20;
/** Showings at a place that count as if its attention were that of the place above. */
const PRIOR_SHOWINGS = 20;

/** @param width of a card's features, the constant not among them */
export function fitAppeal(cards: readonly ShownCard[], width: number, places: number, folds = FOLDS): Appeal {
  const size = width + 1;
  const sums = Array.from({length: folds}, () => ({count: new Float64Array(places), reward: new Float64Array(places)}));
  const foldOf = (account: number) => account % folds;
  for (const {account, place, reward} of cards) {
    const {count, reward: rewards} = sums[foldOf(account)] ?? {};
    if (!count || !rewards) continue;
    count[place] = (count[place] ?? 0) + 1;
    rewards[place] = (rewards[place] ?? 0) + reward;
  }
  const models = Array.from({length: folds}, (_, left) => {
    const others = folds > 1 ? sums.filter((_, fold) => fold !== left) : sums;
    const attention = attentionOf(others, places);
    return {attention, gram: new Float64Array(size * size), moment: new Float64Array(size)};
  });
  const row = new Float64Array(size);
  for (const card of cards) {
    models.forEach(({attention, gram, moment}, left) => {
      if (folds > 1 && foldOf(card.account) === left) return;
      const seen = attention[card.place] ?? 0;
      row[0] = seen;
      for (let i = 0; i < width; i++) row[i + 1] = seen * (card.features[i] ?? 0);
      for (let i = 0; i < size; i++) {
        const value = row[i] ?? 0;
        if (value === 0) continue;
        moment[i] = (moment[i] ?? 0) + value * card.reward;
        for (let j = 0; j <= i; j++) gram[i * size + j] = (gram[i * size + j] ?? 0) + value * (row[j] ?? 0);
      }
    });
  }
  const fitted = models.map(({attention, gram, moment}) => ({attention, weights: solve(gram, moment, size)}));
  return {
    of(account, features) {
      const weights = fitted[foldOf(account)]?.weights;
      let appeal = weights?.[0] ?? 0;
      for (let i = 0; i < width; i++) appeal += (weights?.[i + 1] ?? 0) * (features[i] ?? 0);
      return appeal;
    },
    attention: (account, place) => fitted[foldOf(account)]?.attention[place] ?? 0,
  };
}

function attentionOf(sums: readonly {readonly count: Float64Array; readonly reward: Float64Array}[], places: number): Float64Array {
  const attention = new Float64Array(places).fill(1);
  const mean = (place: number, prior: number) => {
    const [count, reward] = [sums.reduce((sum, fold) => sum + (fold.count[place] ?? 0), 0), sums.reduce((sum, fold) => sum + (fold.reward[place] ?? 0), 0)];
    return (reward + PRIOR_SHOWINGS * prior) / (count + PRIOR_SHOWINGS);
  };
  const top = mean(0, 0);
  let above = top;
  for (let place = 1; place < places; place++) {
    above = mean(place, above);
    // Where the top earns nothing, no place is told from another.
    attention[place] = top > 0 ? Math.max(above / top, 0) : 1;
  }
  return attention;
}

/** (G + ridge·I) w = m by Cholesky; the constant is not pulled. @param gram lower triangle */
function solve(gram: Float64Array, moment: Float64Array, size: number): Float64Array {
  const lower = gram.slice();
  for (let i = 0; i < size; i++) lower[i * size + i] = (lower[i * size + i] ?? 0) + (i === 0 ? 1e-9 : RIDGE);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = lower[i * size + j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (lower[i * size + k] ?? 0) * (lower[j * size + k] ?? 0);
      lower[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (lower[j * size + j] ?? 1);
    }
  }
  const weights = moment.slice();
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) weights[i] = (weights[i] ?? 0) - (lower[i * size + k] ?? 0) * (weights[k] ?? 0);
    weights[i] = (weights[i] ?? 0) / (lower[i * size + i] ?? 1);
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) weights[i] = (weights[i] ?? 0) - (lower[k * size + i] ?? 0) * (weights[k] ?? 0);
    weights[i] = (weights[i] ?? 0) / (lower[i * size + i] ?? 1);
  }
  return weights;
}
