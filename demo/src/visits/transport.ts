/** The strip above the dock: who visits, the step that is next, and the keys of a player. */
import {byId, element, svg} from '../dom.js';
import type {Persona} from './personas.js';
import type {Player} from './player.js';
import {describe, type Step} from './script.js';

export interface TransportOptions {
  readonly persona: Persona | null;
  readonly play: () => void;
  readonly pause: () => void;
  readonly step: () => void;
  readonly stop: () => void;
  readonly restart: () => void;
  readonly hasten: (speed: number) => void;
  /** Begins to record, or ends it. */
  readonly record: () => void;
}

export interface TransportView {
  readonly player: Player | null;
  /** While somebody records. */
  readonly recorded: readonly Step[] | null;
  readonly speed: number;
}

const SPEEDS = [[0.25, '¼×'], [0.5, '½×'], [1, '1×'], [4, '4×'], [16, '16×']] as const;
const SIGNS = {
  play: 'M6 3.8v12.4L16 10z', pause: 'M6 4h3v12H6zM11 4h3v12h-3z', step: 'M4 4v12l8-6zM13 4h3v12h-3z', stop: 'M5 5h10v10H5z',
  restart: 'M10 4a6 6 0 1 1-5.7 4.1l1.9.6A4 4 0 1 0 10 6v2.6L5.6 5 10 1.4z', record: 'M10 4.5a5.500 5.500 0 1 1 0 11 5.500 5.500 0 0 1 0-11z',
} as const;

const sign = (name: keyof typeof SIGNS): SVGSVGElement => svg('svg', {viewBox: '0 0 20 20', 'aria-hidden': 'true'}, svg('path', {d: SIGNS[name]}));

const key = (label: string, name: keyof typeof SIGNS, press: () => void): HTMLButtonElement =>
  element('button', {class: 'transport-key', type: 'button', 'aria-label': label, title: label, onclick: press}, sign(name));

/** What is to be read beside the keys. */
function words({player, recorded}: TransportView): string {
  if (recorded) return recorded.length === 0 ? 'Recording: do something on the page' : `Recording · ${recorded.length} ${recorded.length === 1 ? 'step' : 'steps'} · ${describe(recorded.at(-1) as Step)}`;
  if (!player) return '';
  const {script: {steps, title}, at, state, fault} = player;
  if (state === 'ready') return `${title} · ${steps.length} steps`;
  if (state === 'ended') return `${title} · over`;
  return fault ?? `${at + 1} of ${steps.length} · ${describe(steps[at] as Step)}`;
}

export function transport({persona, play, pause, step, stop, restart, hasten, record}: TransportOptions): {show(view: TransportView): void} {
  const root = byId('transport');
  const playing = key('Play the visit', 'play', () => (playing.dataset['playing'] === 'yes' ? pause() : play()));
  const recording = key('Record a visit', 'record', record);
  const rest = [key('One step', 'step', step), key('Stop', 'stop', stop), key('From the beginning', 'restart', restart)];
  const speed = element('select', {class: 'transport-speed', 'aria-label': 'Speed of the visit', onchange: () => hasten(Number(speed.value))}, ...SPEEDS.map(([value, said]) => element('option', {value}, said)));
  const said = element('p', {class: 'transport-words', role: 'status'});
  const bar = element('span', {class: 'transport-bar', 'aria-hidden': 'true'});
  recording.classList.add('record');
  root.append(
    ...(persona ? [element('span', {class: 'persona-mark', 'aria-hidden': 'true'}, persona.initials), element('b', {class: 'transport-who'}, persona.name)] : []),
    element('span', {class: 'transport-keys', role: 'group', 'aria-label': 'The visit'}, playing, ...rest, speed, recording), said, bar);
  return {
    show(view) {
      const {player, recorded} = view;
      root.hidden = !player && !recorded;
      const isPlaying = player?.state === 'playing';
      const label = isPlaying ? 'Pause the visit' : 'Play the visit';
      playing.dataset['playing'] = isPlaying ? 'yes' : 'no';
      playing.setAttribute('aria-label', label);
      playing.title = label;
      playing.replaceChildren(sign(isPlaying ? 'pause' : 'play'));
      for (const button of [playing, ...rest]) button.disabled = !player || recorded !== null;
      recording.setAttribute('aria-pressed', String(recorded !== null));
      recording.title = recorded ? 'End the recording' : 'Record a visit';
      recording.setAttribute('aria-label', recording.title);
      recording.disabled = isPlaying;
      speed.value = String(view.speed);
      said.textContent = words(view);
      said.toggleAttribute('data-bad', !recorded && player?.state === 'failed');
      root.dataset['state'] = recorded ? 'recording' : player?.state ?? '';
      bar.style.inlineSize = `${player && !recorded ? 100 * player.at / player.script.steps.length : 0}%`;
    },
  };
}
