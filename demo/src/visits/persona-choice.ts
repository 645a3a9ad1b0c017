/** Three people to be, each a link: who visits is in the address. */
import {element} from '../dom.js';
import {addressOf} from '../knobs.js';
import {PERSONAS, type Persona} from './personas.js';

const accountsOf = ({accounts}: Persona): string => (accounts.length === 1 ? 'One account' : `${accounts.length} accounts`);

const OBJECTIVES = {results: 'results', cost: 'low cost', reach: 'reach', effort: 'little work'} as const;

/** What weighs most, first; what weighs nothing is left out. */
const goalOf = ({goal}: Persona): string => Object.entries(OBJECTIVES).map(([objective, said]) => ({said, weight: goal[objective as keyof typeof OBJECTIVES]}))
  .filter(({weight}) => weight >= 0.5).sort((one, other) => other.weight - one.weight).map(({said}) => said).join(', ');

export const personaChoice = (chosen: Persona | null): HTMLElement => element('ul', {class: 'personas'}, ...PERSONAS.map(persona => element('li', {},
  element('a', {class: 'persona', href: addressOf({persona: persona.id, account: null, user: null, play: null}), 'aria-current': persona === chosen ? 'true' : null},
    element('span', {class: 'persona-mark', 'aria-hidden': 'true'}, persona.initials),
    element('span', {}, element('b', {}, persona.name), ` ${persona.about} ${persona.temper}`, element('small', {}, `${accountsOf(persona)} · wants ${goalOf(persona)}`))))));
