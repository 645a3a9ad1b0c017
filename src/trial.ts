/** An account's part in an experiment [P7]: decided at the first slate of a visit and kept for it, its exposure said once. Loaded with what ranks on the page. */
import type {Keeper} from './keeper.js';
import {armOf} from './policy/assignment.js';
import type {Arm, Mode} from './types.js';
import type {Experiment} from './wire-types.js';

export interface Trial {
  readonly visit: string;
  readonly mode: Mode;
  readonly arm: Arm;
  /** A slate of this visit has said so. */
  readonly exposed: boolean;
}

const NOTE = 'trial';

/** Null where the account takes no part. What is kept of this visit counts more than an experiment that changed meanwhile. */
export function trialOf(keeper: Keeper, account: string, experiment: Experiment | null): Trial | null {
  const visit = keeper.touch().id;
  const noted = keeper.noted(NOTE) as Trial | undefined;
  if (noted?.visit === visit) return noted;
  const arm = experiment && armOf(experiment, account);
  if (!arm) return null;
  const trial: Trial = {visit, mode: arm.mode, arm: {experiment: experiment.name, salt: experiment.salt ?? '', arm: arm.name}, exposed: false};
  keeper.note(NOTE, trial);
  return trial;
}

/** Whether this is the first time in its visit. */
export function expose(keeper: Keeper, trial: Trial): boolean {
  const noted = keeper.noted(NOTE) as Trial | undefined;
  if (noted?.visit === trial.visit && noted.exposed) return false;
  keeper.note(NOTE, {...trial, exposed: true} satisfies Trial);
  return true;
}
