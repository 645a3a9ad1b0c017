/** What `npm run evaluate` says: one text a marker of the card. */
import {CHANCES} from './calibration.js';
import {fairDifference, type Epochs} from './fairness.js';
import type {Figure} from './figures.js';
import type {Calibration, Evaluation} from './rollout.js';
import {DIRECTIONS} from './spending.js';
import {COLUMNS, estimateText, nameOf, table} from './tables.js';

/** Retrained without one part each: a table of their own. */
export function isAblation(policy: string): boolean {
  return policy.startsWith('without-');
}

/** Names of the markers and what stands between them. */
export function evaluationTexts(evaluation: Evaluation, epochs: Epochs): Readonly<Record<string, string>> {
  return {
    evaluation: mainText(evaluation, epochs), ablations: ablationsText(evaluation, epochs), calibration: calibrationText(evaluation),
    impact: impactText(evaluation), spending: spendingText(evaluation),
  };
}

function mainText(evaluation: Evaluation, epochs: Epochs): string {
  const {seed, accounts, visits, policies, gapClosed} = evaluation;
  const names = Object.keys(policies).filter(name => !isAblation(name));
  return [
    `Held-out world, seed ${seed}: ${visits} visits of ${accounts} accounts, each policy in the same visits with the same chance; nothing explored. In brackets the 95 % interval over accounts.`,
    figuresTable(names, evaluation),
    `Of the gap in utility between the server's order and the informed oracle, ours closes ${estimateText(gapClosed, 1, 100)} %.`,
    'Paired differences, each from the one of ours that was trained for as many epochs, where there is one:',
    differencesTable(names, evaluation, epochs),
  ].join('\n\n');
}

function ablationsText(evaluation: Evaluation, epochs: Epochs): string {
  const names = Object.keys(evaluation.policies).filter(isAblation);
  if (names.length === 0) return 'No ablation was among the rows.';
  const references = ['ours-short', 'ours'].filter(name => evaluation.policies[name]);
  const calibrated = [...names, ...references].map(name => [nameOf(name), ...CHANCES.map(head => percentOfRate(evaluation.calibrations[name], head))]);
  return [
    figuresTable([...names, ...references], evaluation),
    'Paired differences, each from the one of ours that was trained for as many epochs, where there is one:',
    differencesTable(names, evaluation, epochs),
    'Calibration error, % of the head\'s base rate, with the truth as at the top of a list:',
    table(['policy', ...CHANCES], calibrated),
  ].join('\n\n');
}

function figuresTable(names: readonly string[], {policies, lifts}: Evaluation): string {
  const rows = names.map(name => {
    const [utility = '', ...others] = COLUMNS.map(([figure, , digits, per]) => estimateText(policies[name]?.[figure] ?? UNKNOWN, digits, per));
    return [nameOf(name), utility, name === 'serverOrder' ? '–' : estimateText(lifts[name] ?? UNKNOWN, 1, 100), ...others];
  });
  const [utility = '', ...titles] = COLUMNS.map(([, title]) => title);
  return table(['policy', utility, 'over the server\'s, %', ...titles], rows);
}

const UNKNOWN = {value: NaN, low: NaN, high: NaN};
const UNPAIRED: readonly Figure[] = ['hit3Apply', 'hit3Dismiss'];

function differencesTable(names: readonly string[], evaluation: Evaluation, epochs: Epochs): string {
  const columns = COLUMNS.filter(([figure]) => !UNPAIRED.includes(figure));
  const rows = names.filter(name => name !== 'ours').map(name => {
    const {reference, difference} = fairDifference(name, evaluation, epochs);
    const trained = [reference, name].map(policy => epochs[policy] ?? '–').join(' / ');
    return [`${nameOf(reference)} less ${nameOf(name)}`, epochs[name] === undefined ? '–' : trained, ...columns.map(([figure, , digits, per]) => estimateText(difference?.[figure] ?? UNKNOWN, digits, per))];
  });
  return table(['', 'epochs', ...columns.map(([, title]) => title)], rows);
}

function percentOfRate(calibration: Calibration | undefined, head: (typeof CHANCES)[number]): string {
  return estimateText(calibration?.[head]?.errorOverRate ?? UNKNOWN, 1, 100);
}

function calibrationText({calibration}: Evaluation): string {
  const rows = CHANCES.flatMap(head => {
    const found = calibration[head];
    if (!found) return [];
    const {rate, predicted, error, errorOverRate, logLoss, constantLogLoss, leastLogLoss, logLossGain} = found;
    return [[
      head, percent(rate), percent(predicted), percent(error), estimateText(errorOverRate, 1, 100), logLoss.toFixed(4), constantLogLoss.toFixed(4), leastLogLoss.toFixed(4), estimateText(logLossGain, 4),
      errorOverRate.value <= 0.1 ? 'yes' : 'no', logLossGain.low > 0 ? 'yes' : 'no',
    ]];
  });
  return table(['head', 'true rate', 'mean prediction', 'calibration error (10 equal-mass bins)', 'error, % of the rate', 'log-loss', 'of the constant', 'of the truth itself', 'constant less ours', 'error at most 10 % of the rate', 'log-loss clear of the constant\'s'], rows);
}

function impactText({impacts}: Evaluation): string {
  const ours = impacts['ours'];
  if (!ours) return 'Nothing was predicted.';
  const rows = [
    ['impact head', ours.predicted, ours.bias, ours.error], ['server\'s forecast, its middle', null, ours.forecastBias, ours.forecastError], ['the mean, said of every card', ours.realised, null, ours.constantError],
  ] as const;
  return [
    `On what is applied and kept under ours, in per cent of the account's week; what is realised is ${estimateText(ours.realised, 2)} on average.`,
    table(['', 'predicted', 'bias: predicted less realised', 'mean absolute error'], rows.map(([title, ...figures]) => [title, ...figures.map(figure => figure ? estimateText(figure, 2) : '–')])),
    'By fifths of the applies, rising prediction:',
    table(['predicted', 'realised'], ours.fifths.map(({predicted, realised}) => [estimateText(predicted, 2), estimateText(realised, 2)])),
    'Other rankers, each on what is applied under it: lowest and highest fifth.',
    table(['policy', 'predicted, lowest', 'realised', 'predicted, highest', 'realised', 'mean absolute error'], Object.entries(impacts).filter(([name]) => !isAblation(name)).map(([name, {fifths, error}]) => [
      nameOf(name), ...[fifths[0], fifths.at(-1)].flatMap(fifth => [fifth?.predicted ?? UNKNOWN, fifth?.realised ?? UNKNOWN]).map(figure => estimateText(figure, 2)), estimateText(error, 2),
    ])),
  ].join('\n\n');
}

function spendingText({spending}: Evaluation): string {
  const rows = ['serverOrder', 'linear', 'ours', 'oracle'].flatMap(name => {
    const balance = spending[name];
    return balance ? DIRECTIONS.map(direction => [nameOf(name), direction, ...Object.values(balance[direction]).map((share: Parameters<typeof estimateText>[0]) => estimateText(share, 1, 100))]) : [];
  });
  return table(['policy', 'spend', 'looks, %', 'applies, %', 'utility, %'], rows);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
