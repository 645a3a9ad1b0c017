/** With which of ours a row is compared: the one that was trained for as many epochs, where there is one. */
import type {Figures} from './figures.js';
import type {Evaluation} from './rollout.js';

/** Epochs that each ranker was trained for, by its policy's name; null where its manifest does not say. */
export type Epochs = Readonly<Record<string, number | null>>;

export interface FairDifference {
  readonly reference: 'ours' | 'ours-short';
  /** The reference less the row, paired; undefined where there is no such row. */
  readonly difference: Figures | undefined;
}

export function fairDifference(row: string, {differences, shortDifferences}: Pick<Evaluation, 'differences' | 'shortDifferences'>, epochs: Epochs): FairDifference {
  const own = epochs[row] ?? null;
  const isBrief = own !== null && own !== epochs['ours'] && own === epochs['ours-short'] && shortDifferences[row] !== undefined;
  const reference = isBrief ? 'ours-short' : 'ours';
  return {reference, difference: (isBrief ? shortDifferences : differences)[row]};
}
