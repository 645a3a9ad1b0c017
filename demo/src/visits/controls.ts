/** Who visits, and the visit itself: play it, slow it down, step through it, record one's own, take it along as text. */
import {disclose} from '../controls.js';
import {byId, element} from '../dom.js';
import {addressOf} from '../knobs.js';
import {Performer} from './perform.js';
import type {Persona} from './personas.js';
import {personaChoice} from './persona-choice.js';
import {Player} from './player.js';
import {Recorder} from './recorder.js';
import {describe, readScript, ScriptFault, writeScript, type Script} from './script.js';
import {transport} from './transport.js';

export interface VisitOptions {
  readonly persona: Persona | null;
  /** Epoch ms. */
  readonly now: () => number;
  /** Times as fast as a person: the visit begins by itself. Null waits for somebody to play it. */
  readonly play: number | null;
}

/** Seconds between two steps of a visit that nobody in particular makes. */
const PAUSE = 1.2;

export function visitControls({persona, now, play}: VisitOptions): void {
  const performer = new Performer();
  const [button, popup] = [byId('open-visits'), byId('visits')];
  let player: Player | null = null;
  let recorder: Recorder | null = null;
  let speed = play ?? 1;

  const steps = element('ol', {class: 'visit-steps'});
  const title = element('h3', {});
  const text = element('textarea', {class: 'visit-text', rows: 9, spellcheck: 'false', 'aria-label': 'The script, as JSON', 'aria-describedby': 'visit-said'});
  const said = element('p', {id: 'visit-said', class: 'visit-said', role: 'status'});
  const say = (words: string, bad = false): void => {
    said.textContent = words;
    said.toggleAttribute('data-bad', bad);
    text.setAttribute('aria-invalid', String(bad));
  };

  const strip = transport({
    persona,
    play: () => void player?.play(), pause: () => player?.pause(), step: () => void player?.step(), stop: () => { player?.stop(); performer.hands.hide(); }, restart: () => void player?.restart(),
    hasten: next => {
      speed = next;
      if (player) player.speed = next;
    },
    record: () => (recorder ? finish() : record()),
  });

  const draw = (): void => {
    const script = player?.script;
    const at = player?.at ?? -1;
    title.textContent = recorder ? 'What you do now' : script?.title ?? 'No visit yet';
    const shown = recorder?.steps ?? script?.steps ?? [];
    steps.replaceChildren(...shown.map((step, index) => element('li', {'aria-current': !recorder && index === at && player?.state !== 'ready' ? 'step' : null, 'data-done': index < at && !recorder}, describe(step))));
    if (player?.state === 'ended' || player?.state === 'failed') performer.hands.hide();
    strip.show({player, recorded: recorder?.steps ?? null, speed});
  };

  const load = (script: Script): Player => {
    player?.stop();
    const loaded = player = new Player({script, pause: persona?.pace ?? PAUSE, perform: (step, pace) => performer.perform(step, pace), changed: draw});
    loaded.speed = speed;
    text.value = writeScript(script);
    draw();
    return loaded;
  };

  const record = (): void => {
    player?.stop();
    performer.hands.hide();
    recorder = new Recorder({title: persona ? `A visit as ${persona.name}` : 'A visit', now, changed: draw});
    draw();
  };

  const finish = (): void => {
    const script = recorder?.stop();
    recorder = null;
    if (script && script.steps.length > 0) load(script);
    else draw();
    say(script && script.steps.length > 0 ? `Recorded ${script.steps.length} steps.` : 'Nothing was done while it recorded.');
  };

  const use = (): void => {
    try {
      const script = readScript(text.value);
      load(script);
      say(`Ready to play: ${script.steps.length} steps.`);
    } catch (fault) {
      if (!(fault instanceof ScriptFault)) throw fault;
      say(fault.message, true);
    }
  };

  const copy = (): void => {
    void navigator.clipboard.writeText(text.value).then(() => say('Copied.'), () => {
      text.select();
      say('The browser lets nothing be copied here: it is selected, press Ctrl+C.', true);
    });
  };

  popup.append(
    element('h2', {}, 'Who visits'), personaChoice(persona),
    element('section', {class: 'visit-script', 'aria-label': 'The visit'}, title, steps,
      element('details', {}, element('summary', {}, 'As text'), text,
        element('div', {class: 'visit-tools'},
          element('button', {class: 'button', type: 'button', onclick: copy}, 'Copy'),
          element('button', {class: 'button', type: 'button', onclick: use}, 'Use this text')))),
    said,
    element('div', {class: 'visit-tools'},
      element('button', {class: 'button', type: 'button', onclick: () => { if (!recorder) record(); button.click(); }}, 'Record a visit of your own'),
      persona && element('a', {class: 'button', href: addressOf({persona: null, account: null, play: null})}, 'Leave')));
  disclose(button, popup);
  draw();
  if (!persona) return;
  byId('avatar').textContent = persona.initials;
  const loaded = load(persona.visit);
  if (play !== null) void loaded.play();
}
