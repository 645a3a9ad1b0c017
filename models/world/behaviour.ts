/**
 * What an advertiser does with a card: position-biased examination, then open, apply, dismiss, snooze, undo, each a logit of how welcome, promising and
 * laborious the card is. Chances are closed forms, so that expected outcomes need no sampling.
 */
import type {DismissReason} from '../../src/types.js';
import type {Account} from './accounts.js';
import type {WorldConfig} from './config.js';
import {dot} from './embedding.js';
import {utilityOf} from './effect.js';
import type {Offer} from './suggestions.js';

/** Chances for a card that is examined. */
export interface Answers {
  /** Opened or not, it is applied. */
  readonly apply: number;
  readonly open: number;
  readonly dismiss: number;
  readonly snooze: number;
  /** Of an apply: taken back within its time. */
  readonly undo: number;
  /** The stages that they are made of. */
  readonly stages: {readonly applyAtOnce: number; readonly open: number; readonly applyWhenOpen: number; readonly dismiss: number; readonly dismissWhenOpen: number; readonly snooze: number};
}

/** What moves an answer, on the logit; each may be the truth (the world) or a belief (an oracle). */
export interface Mood {
  /** Of `fitOf`. */
  readonly fit: number;
  /** Lasting like or dislike of this kind. */
  readonly taste: number;
  /** Goal-weighted uplift that the advertiser senses, per cent. */
  readonly sensed: number;
  /** 0 to 1. */
  readonly trust: number;
  /** Decayed showings that were left alone. */
  readonly showings: number;
}

/** A card is in view: the panel's top always, others by scrolling. Position 0 is the top. */
export function inView({examination}: WorldConfig, position: number): number {
  return position < examination.fold ? 1 : Math.pow(examination.scroll, position - examination.fold + 1);
}

/** A card is looked at; never more often than it is in view. */
export function examined(config: WorldConfig, position: number): number {
  const {examination, positionBias} = config;
  return Math.min(examination.top * Math.pow(position + 1, -examination.exponent * positionBias), inView(config, position));
}

export function tasteOf(config: WorldConfig, account: Account, embedding: readonly number[]): number {
  return config.tasteStrength * dot(account.taste, embedding);
}

/** Interest on the logit, around 0. */
export function interestOf({intentStrength, behaviour}: WorldConfig, offer: Offer, mood: Mood): number {
  const {impact} = offer.candidate;
  const promised = impact ? Math.max((impact.low + impact.high) / 2, 0) : 0;
  return intentStrength * behaviour.fit * mood.fit
    + mood.taste
    + behaviour.promise * (Math.log1p(promised) - 1)
    + behaviour.sense * Math.sign(mood.sensed) * Math.log1p(Math.abs(mood.sensed))
    + behaviour.trust * (mood.trust - 0.5)
    - behaviour.fatigue * mood.showings;
}

export function answersOf(config: WorldConfig, offer: Offer, account: Account, mood: Mood): Answers {
  return answersAt(config, offer, account, mood, interestOf(config, offer, mood));
}

export function answersAt({behaviour}: WorldConfig, offer: Offer, account: Account, {trust, sensed}: Pick<Mood, 'trust' | 'sensed'>, interest: number): Answers {
  const {kind, candidate} = offer;
  const toil = behaviour.effort * Math.log1p(kind.effort) * (0.5 + account.goal.effort);
  const share = Math.max(candidate.spendChange ?? 0, 0) / Math.max(account.dailySpend, 1) * 100;
  const price = behaviour.spend * account.goal.cost * Math.log1p(share);
  const open = logistic(behaviour.open + interest);
  const applyAtOnce = logistic(behaviour.applyAtOnce + interest - 2 * toil - price);
  const applyWhenOpen = logistic(behaviour.applyWhenOpen + 0.8 * interest - toil - price);
  const dismiss = logistic(behaviour.dismiss - 0.9 * interest);
  const dismissWhenOpen = logistic(behaviour.dismiss + 0.9 - 0.7 * interest + 0.5 * price);
  const snooze = logistic(behaviour.snooze + 0.4 * interest + 0.8 * toil);
  const opened = (1 - applyAtOnce) * open;
  const passed = (1 - applyAtOnce) * (1 - open);
  const apply = applyAtOnce + opened * applyWhenOpen;
  const left = opened * (1 - applyWhenOpen);
  const dismissed = left * dismissWhenOpen + passed * dismiss;
  return {
    apply, open: opened, dismiss: dismissed,
    snooze: (left * (1 - dismissWhenOpen) + passed * (1 - dismiss)) * snooze,
    // What turns out to be little, or was trusted too little, is taken back.
    undo: logistic(behaviour.undo - 0.6 * Math.sign(sensed) * Math.log1p(Math.abs(sensed)) - 1.2 * (trust - 0.5)),
    stages: {applyAtOnce, open, applyWhenOpen, dismiss, dismissWhenOpen, snooze},
  };
}

/** Expected utility of an examined card, per cent of the account's weekly value. @param utility of an apply that is kept */
export function worthOf({dismissCost}: WorldConfig, answers: Answers, utility: number): number {
  return answers.apply * (1 - answers.undo) * utility - answers.dismiss * dismissCost;
}

export function trueUtility(offer: Offer, account: Account): number {
  return utilityOf(offer.uplift, account.goal, offer.kind.effort);
}

/** Weights of the reasons for a dismissal: what speaks against the card names the reason. */
export function reasonWeights(config: WorldConfig, offer: Offer, account: Account, mood: Mood): Readonly<Record<DismissReason, number>> {
  const {candidate, expected, uplift, kind} = offer;
  const spends = Math.max(candidate.spendChange ?? 0, 0) / Math.max(account.dailySpend, 1);
  const off = Math.abs(uplift.results - expected.results) + Math.abs(uplift.reach - expected.reach);
  return {
    'not-relevant': Math.exp(-1.1 * mood.taste),
    'not-now': Math.exp(-0.9 * config.intentStrength * mood.fit + (kind.effort > 15 ? 0.4 : 0)),
    'too-expensive': spends > 0 ? (0.5 + 8 * spends) * (0.3 + account.goal.cost) : 0.02,
    'already-doing': 0.15 + 0.5 * account.experience,
    'do-not-trust': Math.exp(3 * (0.35 - mood.trust)),
    'wrong-facts': 0.08 + 0.06 * Math.min(off, 8),
  };
}

function logistic(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
