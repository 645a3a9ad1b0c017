/** Writes down what somebody does on the page, as the steps of a script. It reads what the page and the widgets say anyway: their events, and where they came from. */
import type {InklingCardEvent} from 'inkling/widgets';
import {SNOOZE_DAYS, type Script, type Step, type Target} from './script.js';

type CardStep = Extract<Step, {card: Target}>['do'];

const DAY_MS = 86_400_000;
/** A pause that is worth a step, and the longest that is told. Seconds. */
const PAUSE = {least: 2, most: 10};
const CARD_EVENTS = ['inkling-open', 'inkling-apply', 'inkling-dismiss', 'inkling-snooze', 'inkling-undone'] as const;

export interface RecorderOptions {
  readonly title: string;
  /** Epoch ms: of the page, which may live on another day. */
  readonly now: () => number;
  /** A step was added. */
  readonly changed: () => void;
}

export class Recorder {
  readonly #steps: Step[] = [];
  #since = performance.now();
  #ending = new AbortController();

  constructor(readonly options: RecorderOptions) {
    const {signal} = this.#ending;
    for (const type of CARD_EVENTS) document.addEventListener(type, event => this.#onCard(event as InklingCardEvent), {signal});
    window.addEventListener('hashchange', () => this.#navigated(), {signal});
    for (const type of ['click', 'input', 'change', 'submit']) document.addEventListener(type, event => this.#onPage(event), {signal, capture: true});
  }

  get steps(): readonly Step[] { return this.#steps; }

  stop(): Script {
    this.#ending.abort();
    return {title: this.options.title, steps: [...this.#steps]};
  }

  /** @param over - Replaces the last step where that is of the same kind: only the last of several words, or of several weights, counts. */
  #add(step: Step, over = false): void {
    const pause = Math.round((performance.now() - this.#since) / 1000);
    this.#since = performance.now();
    if (over && this.#steps.at(-1)?.do === step.do) this.#steps.pop();
    else if (pause >= PAUSE.least && this.#steps.length > 0) this.#steps.push({do: 'wait', seconds: Math.min(pause, PAUSE.most)});
    this.#steps.push(step);
    this.options.changed();
  }

  #onCard(event: InklingCardEvent): void {
    const {type, candidate, interaction, scene} = event;
    const line = event.composedPath().some(part => part instanceof HTMLElement && part.localName === 'inkling-inline');
    const card: Target = line && scene.entity ? {line: scene.entity.id} : {type: candidate.type, entity: candidate.entity.id};
    const {reason, value, until} = interaction ?? {};
    if (type === 'inkling-open') this.#add({do: 'open', card});
    else if (type === 'inkling-apply') this.#add({do: 'apply', card, ...(value === undefined || value === candidate.change?.recommended ? {} : {value})});
    else if (type === 'inkling-dismiss' && reason) this.#add({do: 'dismiss', card, reason});
    else if (type === 'inkling-snooze' && until !== undefined) {
      const days = Math.round((until - this.options.now()) / DAY_MS);
      this.#add({do: 'snooze', card, days: SNOOZE_DAYS.find(each => each === days) ?? 1});
    } else if (type === 'inkling-undone') this.#add({do: 'undo'});
  }

  #navigated(): void {
    const [, name, id] = location.hash.split('/');
    if (name === 'campaigns' && id) this.#add({do: 'navigate', to: {campaign: decodeURIComponent(id)}});
    else this.#add({do: 'navigate', to: name === 'reporting' || name === 'privacy' ? name : 'campaigns'});
  }

  #onPage(event: Event): void {
    const path = event.composedPath().filter((part): part is HTMLElement => part instanceof HTMLElement);
    const within = (selector: string): HTMLElement | undefined => path.find(part => part.matches(selector));
    const [target] = path;
    if (event.type === 'change' && target?.id === 'account') this.#add({do: 'switch-account', account: (target as HTMLSelectElement).value});
    else if (event.type === 'input' && target?.matches('input[type=search]')) this.#searched((target as HTMLInputElement).value.trim());
    else if (event.type === 'submit' && within('.budget-form')) this.#edited(target as HTMLFormElement);
    else if (event.type === 'input' && within('#goal')) this.#aimed(within('#goal') as HTMLElement, target as HTMLInputElement);
    else if (event.type === 'click') this.#pressed(path, within);
  }

  #searched(words: string): void {
    this.#add({do: 'search', words}, words !== '');
  }

  #edited(form: HTMLFormElement): void {
    const budget = Number((form.elements.namedItem('budget') as HTMLInputElement).value.replace(/[^0-9.]/g, ''));
    if (budget > 0) this.#add({do: 'edit', budget});
  }

  #aimed(goal: HTMLElement, field: HTMLInputElement): void {
    if (field.type === 'checkbox') return this.#add({do: 'order', show: field.checked ? 'platform' : 'ranked'});
    const [results, cost, reach, effort] = [...goal.querySelectorAll<HTMLInputElement>('input[type=range]')].map(({value}) => Number(value));
    this.#add({do: 'goal', weights: {results, cost, reach, effort}} as Step, true);
  }

  #pressed(path: readonly HTMLElement[], within: (selector: string) => HTMLElement | undefined): void {
    const [days] = /^\d+(?= days)/.exec(within('.page-head .segments button')?.textContent ?? '') ?? [];
    if (days !== undefined) this.#add({do: 'report', days: Number(days)} as Step);
    else if (within('[part~="update"]')) this.#add({do: 'update-order'});
    else if (within('#confirm') && within('inkling-local-data')) this.#add({do: 'delete-data'});
    else if (within('.ask') && within('inkling-why')) this.#asked(path);
  }

  /** The card that the question is about: opened just before, that step says it all. */
  #asked(path: readonly HTMLElement[]): void {
    const card = path.find(part => part.localName === 'inkling-card') as (HTMLElement & {item: InklingCardEvent['scene']['item'] | null}) | undefined;
    const why = path.find(part => part.localName === 'inkling-why') as (HTMLElement & {open: boolean}) | undefined;
    const line = path.find(part => part.localName === 'inkling-inline') as (HTMLElement & {entityId?: string}) | undefined;
    const candidate = card?.item?.candidate;
    if (!candidate || why?.open) return;
    const target: Target = line?.entityId ? {line: line.entityId} : {type: candidate.type, entity: candidate.entity.id};
    const last = this.#steps.at(-1);
    const opened = last?.do === 'open' && JSON.stringify(last.card) === JSON.stringify(target);
    if (opened) this.#steps.pop();
    this.#add({do: 'why' satisfies CardStep, card: target});
  }
}
