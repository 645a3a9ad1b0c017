/** What was promised and what came: each target with its figure and whether it is met. */
import {CHANCES} from './calibration.js';
import type {Estimate} from './estimate.js';
import {fairDifference, type Epochs} from './fairness.js';
import type {Figure} from './figures.js';
import type {Evaluation} from './rollout.js';
import {COLUMNS, estimateText, nameOf, table} from './tables.js';

export interface Verdict {
  readonly target: string;
  readonly figure: string;
  /** Null where nothing was measured that could say. */
  readonly met: boolean | null;
}

export interface ModelSize {
  readonly parameters: number;
  /** Of manifest, schema, model and golden lists together, as a host may send them. */
  readonly brotli: number;
}

/** Utility below the server's order by more than this would be harm. */
const HARMLESS = -0.01;
const GAP = 0.6;
const CALIBRATED = 0.1;
const ABLATIONS = ['without-history', 'without-reason', 'without-listwise', 'without-position-bias'] as const;
const MOST_PARAMETERS = 300_000;
const MOST_BYTES = 250_000;

/** Of the world that the model was trained for. */
export function verdictsOf(evaluation: Evaluation, {parameters, brotli}: ModelSize, epochs: Epochs): Verdict[] {
  const {differences, lifts, gapClosed, calibration} = evaluation;
  const against = (other: string, figure: Figure, met: (difference: Estimate) => boolean, clause: string): Verdict => {
    const fair = fairDifference(other, evaluation, epochs);
    const difference = fair.difference?.[figure];
    const [, title = '', digits = 4, per = 1] = COLUMNS.find(([name]) => name === figure) ?? [];
    return {target: `${title} ${clause} ${nameOf(other)}, interval clear of zero`, figure: difference ? `${estimateText(difference, digits, per)}${fair.reference === 'ours' ? '' : `, of ${nameOf(fair.reference)}`}` : 'no such row', met: difference ? met(difference) : null};
  };
  const above = (difference: Estimate) => difference.low > 0;
  const below = (difference: Estimate) => difference.high < 0;
  return [
    ...['serverOrder', 'din', 'gru'].flatMap(other => [against(other, 'utilityPerVisit', above, 'above'), against(other, 'applyRate', above, 'above'), against(other, 'dismissRate', below, 'below')]),
    {target: `at least ${100 * GAP} % of the gap between server order and oracle closed`, figure: `${estimateText(gapClosed, 1, 100)} %`, met: gapClosed.value >= GAP},
    harmless('empty history and empty context: utility over the server\'s order', lifts['emptied']),
    ablationsPresent(Object.keys(differences)),
    against('without-position-bias', 'utilityPerVisit', above, 'above'),
    ...CHANCES.flatMap((head): Verdict[] => {
      const found = calibration[head];
      return [
        {target: `calibration error of ${head} at most ${100 * CALIBRATED} % of its base rate`, figure: found ? `${estimateText(found.errorOverRate, 1, 100)} %` : 'not scored', met: found ? found.errorOverRate.value <= CALIBRATED : null},
        {target: `log-loss of ${head} below the constant's, interval clear of zero`, figure: found ? `${estimateText(found.logLossGain, 4)} less` : 'not scored', met: found ? found.logLossGain.low > 0 : null},
      ];
    }),
    {target: `at most ${MOST_PARAMETERS / 1000} thousand parameters`, figure: parameters.toLocaleString('en'), met: parameters <= MOST_PARAMETERS},
    {target: `at most ${MOST_BYTES / 1000} kB brotli with all it needs`, figure: `${(brotli / 1000).toFixed(1)} kB`, met: brotli <= MOST_BYTES},
  ];
}

function ablationsPresent(names: readonly string[]): Verdict {
  const missing = ABLATIONS.filter(name => !names.includes(name));
  return {target: `ablations each a row: ${ABLATIONS.join(', ')}`, figure: missing.length === 0 ? 'all there' : `missing: ${missing.join(', ')}`, met: missing.length === 0};
}

export function harmless(what: string, lift: Estimate | undefined): Verdict {
  return {target: `${what}, lower bound at least ${100 * HARMLESS} %`, figure: lift ? `${estimateText(lift, 1, 100)} %` : 'no such row', met: lift ? lift.low >= HARMLESS : null};
}

export function verdictsText(verdicts: readonly Verdict[]): string {
  return table(['target', 'figure', 'met'], verdicts.map(({target, figure, met}) => [target, figure, met === null ? '–' : met ? 'yes' : '**no**']));
}
