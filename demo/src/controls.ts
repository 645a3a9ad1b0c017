/** The knobs: everything that a designer may want to see the suggestions under. */
import type {Consent} from 'inkling';
import * as api from './api.js';
import {NONE, rememberConsent} from './consent.js';
import type {Desk} from './desk.js';
import {byId, element} from './dom.js';
import {addressWith, rememberKnob, type Knobs} from './knobs.js';
import type {Network} from './network.js';

export interface ControlsOptions {
  readonly knobs: Knobs;
  readonly desk: Desk;
  readonly network: Network;
  /** Undefined while nobody has answered. */
  readonly consent: Consent | undefined;
}

type Option = readonly [value: string, title: string];

/** One row of choices, of which one holds. */
function choice(legend: string, name: string, options: readonly Option[], held: string, choose: (value: string) => void): HTMLElement {
  return element('fieldset', {class: 'knob'}, element('legend', {}, legend),
    element('div', {class: 'knob-options'}, ...options.map(([value, title]) => element('label', {},
      element('input', {type: 'radio', name, value, checked: value === held, onchange: () => choose(value)}), title))));
}

const box = (on: boolean, set: (on: boolean) => void): HTMLInputElement => {
  const input = element('input', {type: 'checkbox', role: 'switch', checked: on, onchange: () => set(input.checked)});
  return input;
};

const named = (title: string, note: string, input: HTMLInputElement): HTMLElement =>
  element('label', {class: 'knob knob-switch'}, element('span', {}, title, element('small', {}, note)), input);

export function applyTheme(theme: string | null): void {
  if (theme === null) delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

const FAULTS: readonly (readonly [part: string, legend: string, options: readonly Option[]])[] = [
  ['candidates', 'Server: suggestions', [['ok', 'Fine'], ['slow', 'Slow'], ['error', 'Failing'], ['malformed', 'Malformed']]],
  ['feedback', 'Server: feedback', [['ok', 'Fine'], ['slow', 'Slow'], ['down', 'Down']]],
  ['model', 'Server: model', [['ok', 'Fine'], ['missing', 'Missing'], ['corrupt', 'One bit off']]],
  ['wasm', 'Server: WASM files', [['ok', 'Fine'], ['missing', 'Missing']]],
];

/** Opens and closes what a button controls; Escape closes it and gives the focus back. */
export function disclose(button: HTMLElement, region: HTMLElement, opened: (open: boolean) => void = () => undefined): void {
  const set = (open: boolean): void => {
    region.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
    opened(open);
  };
  button.addEventListener('click', () => set(region.hidden !== false));
  region.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    set(false);
    button.focus();
  });
}

/** Gives back how to show a consent that was given elsewhere. */
export function controls({knobs, desk, network, consent}: ControlsOptions): (given: Consent) => void {
  let given = consent ?? NONE;
  const give = (part: Partial<Consent>): void => {
    given = {...given, ...part};
    rememberConsent(given);
    byId('consent').hidden = true;
    desk.agree(given);
  };
  const measurement = box(given.measurement, on => give({measurement: on}));
  const personalization = box(given.personalization, on => give({personalization: on}));
  const orNull = (value: string): string | null => (value === 'auto' ? null : value);
  const said = element('p', {class: 'visually-hidden', role: 'status'});
  const forget = element('button', {class: 'button', type: 'button', onclick: () => {
    void desk.client.forget().then(() => { said.textContent = 'Everything on this device is forgotten'; });
  }}, 'Forget everything on this device');

  byId('controls').replaceChildren(element('div', {class: 'knobs'},
    choice('Who orders the suggestions', 'backend', [['auto', 'Auto'], ['webgpu', 'WebGPU'], ['wasm', 'WASM'], ['linear', 'Linear'], ['none', 'Server']], knobs.backend ?? 'auto',
      value => location.assign(addressWith('backend', orNull(value)))),
    choice('Theme', 'theme', [['auto', 'System'], ['light', 'Light'], ['dark', 'Dark']], knobs.theme ?? 'auto', value => {
      rememberKnob('theme', orNull(value));
      applyTheme(orNull(value));
    }),
    choice('Latency', 'latency', [['0', 'None'], ['400', '0.4 s'], ['2000', '2 s']], String(network.latency), value => {
      network.latency = Number(value);
      rememberKnob('latency', value === '0' ? null : value);
    }),
    named('Offline', 'No request leaves this page', box(network.offline, on => network.setOffline(on))),
    named('Measurement', 'Feedback is stored and sent', measurement),
    named('Personalization', 'History outlives the page', personalization),
    ...FAULTS.map(([part, legend, options]) => choice(legend, `fault-${part}`, options, 'ok', value => void api.setFault({[part]: value}).catch(() => undefined))),
    forget, said));
  disclose(byId('open-controls'), byId('controls'));
  return elsewhere => {
    given = elsewhere;
    measurement.checked = given.measurement;
    personalization.checked = given.personalization;
  };
}
