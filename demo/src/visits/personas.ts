/** Three people who use suggestions differently. Each has accounts, a goal, a temper, and a visit that shows it. */
import type {Goal} from 'inkling';
import type {Script} from './script.js';

export interface Persona {
  readonly id: 'shop-owner' | 'agency' | 'sceptic';
  readonly name: string;
  readonly initials: string;
  /** Who it is, in a line. */
  readonly about: string;
  /** How it decides. */
  readonly temper: string;
  /** Ids of the accounts that it may enter; the first is entered first. */
  readonly accounts: readonly string[];
  readonly goal: Goal;
  /** Seconds between two steps of its visit. */
  readonly pace: number;
  readonly visit: Script;
}

const FORTY = Array.from({length: 40}, (_, at) => `act_${at + 1}`);

export const PERSONAS: readonly Persona[] = [
  {
    id: 'shop-owner', name: 'Berta, shop owner', initials: 'BB', accounts: ['act_1'], goal: {results: 1, cost: 0.75, reach: 0, effort: 1}, pace: 1.6,
    about: 'Runs one shop and its ads between two customers.',
    temper: 'Wants one thing that helps today, at an amount of her own. Puts off what takes long.',
    visit: {
      title: 'Ten minutes before the shop opens',
      steps: [
        {do: 'navigate', to: 'campaigns'},
        {do: 'wait', seconds: 2},
        {do: 'open', card: {type: 'raise-budget'}},
        {do: 'wait', seconds: 1.5},
        {do: 'apply', card: {type: 'raise-budget'}, value: '+70%'},
        {do: 'snooze', card: 2, days: 7},
        {do: 'navigate', to: {campaign: 1}},
        {do: 'edit', budget: '+10%'},
        {do: 'wait', seconds: 1},
        {do: 'navigate', to: 'reporting'},
        {do: 'report', days: 7},
        {do: 'wait', seconds: 1},
        {do: 'navigate', to: 'campaigns'},
      ],
    },
  },
  {
    id: 'agency', name: 'Arjun, agency', initials: 'AD', accounts: FORTY, goal: {results: 1, cost: 0.5, reach: 0.5, effort: 0.25}, pace: 0.8,
    about: 'Looks after forty accounts, a few minutes each.',
    temper: 'Works through lists fast, applies several at once, and never reads twice.',
    visit: {
      title: 'A round through three accounts',
      steps: [
        {do: 'navigate', to: 'campaigns'},
        {do: 'search', words: 'e'},
        {do: 'dismiss', card: 2, reason: 'already-doing'},
        {do: 'apply', card: 1},
        {do: 'switch-account', account: 'act_12'},
        {do: 'open', card: 1},
        {do: 'apply-several', cards: [1, 2, 3]},
        {do: 'switch-account', account: 'act_27'},
        {do: 'open', card: {line: 1}},
        {do: 'dismiss', card: {line: 1}, reason: 'not-now'},
        {do: 'navigate', to: 'reporting'},
        {do: 'report', days: 14},
        {do: 'switch-account', account: 'act_1'},
      ],
    },
  },
  {
    id: 'sceptic', name: 'Signe, sceptic', initials: 'SK', accounts: ['act_6'], goal: {results: 0.5, cost: 1, reach: 0, effort: 0.5}, pace: 2,
    about: 'Has been sold to before. Checks the facts, then the reasons, then the way out.',
    temper: 'Believes no forecast without a why, takes back what was tried, and leaves nothing behind.',
    visit: {
      title: 'Trust, but verify',
      steps: [
        {do: 'navigate', to: 'campaigns'},
        {do: 'wait', seconds: 1.5},
        {do: 'dismiss', card: 1, reason: 'do-not-trust'},
        {do: 'why', card: 1},
        {do: 'wait', seconds: 2},
        {do: 'dismiss', card: 2, reason: 'too-expensive'},
        {do: 'apply', card: 1},
        {do: 'wait', seconds: 1},
        {do: 'undo'},
        {do: 'order', show: 'platform'},
        {do: 'wait', seconds: 2},
        {do: 'order', show: 'ranked'},
        {do: 'navigate', to: 'privacy'},
        {do: 'wait', seconds: 1.5},
        {do: 'delete-data'},
      ],
    },
  },
];

export const personaNamed = (id: string | null): Persona | null => PERSONAS.find(persona => persona.id === id) ?? null;
