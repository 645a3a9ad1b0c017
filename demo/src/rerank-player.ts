/** A re-ranking played again: the list as it stood, what came next, and the way between, as slowly as is wished. The list is the real one; only its client answers from what was recorded. */
import type {Insights, Pin, RankRequest, Slate, SlateItem} from 'inkling';
import type {InklingCard, InklingPanel} from 'inkling/widgets';
import {element} from './dom.js';
import {scriptedClient} from './scripted-client.js';

export interface Reranking {
  readonly title: string;
  readonly before: Slate;
  readonly after: Slate;
}

export const SPEEDS = [['1', '1×'], ['0.25', '¼×'], ['0.1', '1/10×'], ['step', 'Step by step']] as const;
export type ReplaySpeed = (typeof SPEEDS)[number][0];

export interface RerankPlayerOptions {
  readonly rerankings: readonly Reranking[];
  readonly speed?: ReplaySpeed;
  /** Plays once, as soon as the list stands. */
  readonly play?: boolean;
  readonly headingLevel: number;
  /** Somebody chose a speed: an address may hold it. */
  readonly chosen?: (speed: ReplaySpeed) => void;
}

/** So long a glide may take to begin. */
const FRAMES = 40;
const SHOWN = 4;

const frame = (): Promise<unknown> => new Promise(resolve => requestAnimationFrame(resolve));

/** As a real client does it: what is pinned keeps its place, the rest follows the order that was recorded. */
export function within(slate: Slate, pinned: readonly Pin[]): Slate {
  const free = slate.items.filter(({candidate}) => !pinned.some(pin => pin.candidateId === candidate.id));
  const held = new Map(pinned.map(pin => [pin.position, slate.items.find(({candidate}) => candidate.id === pin.candidateId)]));
  const items: SlateItem[] = [];
  for (let position = 0; items.length < slate.items.length && position < 2 * slate.items.length; position++) {
    const kept = held.get(position);
    const item = kept ?? free.shift();
    if (item) items.push({...item, pinned: kept !== undefined, placement: {...item.placement, position: items.length}});
  }
  return {...slate, items};
}

export function rerankPlayer({rerankings, speed: first = '1', play: atOnce = false, headingLevel, chosen}: RerankPlayerOptions): HTMLElement {
  let speed: ReplaySpeed = first;
  let turn = 0;
  let glides: Animation[] = [];
  const stage = element('div', {class: 'replay-stage'});
  const said = element('p', {class: 'replay-said', role: 'status'});
  const which = element('select', {'aria-label': 'Which re-ranking', onchange: () => stand()}, ...rerankings.map(({title}, at) => element('option', {value: at}, title)));
  const scrub = element('input', {type: 'range', min: 0, max: 100, step: 5, value: 0, 'aria-label': 'How far the cards have come', oninput: () => reach(Number(scrub.value) / 100)});
  const reach = (share: number): void => {
    for (const glide of glides) glide.currentTime = share * Number(glide.effect?.getComputedTiming().endTime ?? 0);
    said.textContent = `${Math.round(100 * share)}% of the way`;
  };

  /** A list anew: what was seen in the one before holds no place here. */
  const stand = (): {readonly client: Insights; readonly shown: InklingPanel; readonly go: () => void} | null => {
    const reranking = rerankings[Number(which.value)];
    if (!reranking) return null;
    turn++;
    glides = [];
    scrub.value = '0';
    said.textContent = 'As it stood before';
    let now = reranking.before;
    const client = Object.assign(scriptedClient(async () => now, now.tier), {rank: async ({pinned = []}: RankRequest) => within(now, pinned)});
    const shown = element('inkling-panel', {surface: now.surface, heading: reranking.title, 'heading-level': headingLevel, max: SHOWN, 'hide-goal': true});
    const provider = element('inkling-provider', {}, shown);
    provider.client = client;
    stage.replaceChildren(provider);
    return {client, shown, go: () => {
      now = reranking.after;
      client.dispatchEvent(new CustomEvent('interaction', {detail: {kind: 'navigate', id: 'replayed', at: now.at, visit: 'replayed', surface: now.surface}}));
    }};
  };

  const play = async (): Promise<void> => {
    const standing = stand();
    if (!standing) return;
    const own = turn;
    const {shown, go} = standing;
    for (let waited = 0; waited < FRAMES && shown.slate === null; waited++) await frame();
    await shown.updateComplete;
    await frame();
    await frame();
    if (own !== turn) return;
    const order = () => [...shown.renderRoot.querySelectorAll<InklingCard>('li > inkling-card')].map(({item}) => item?.candidate.id).join();
    const before = order();
    go();
    for (let waited = 0; waited < FRAMES && glides.length === 0 && own === turn; waited++) {
      await frame();
      glides = [...shown.renderRoot.querySelectorAll('li')].flatMap(li => li.getAnimations());
    }
    if (own !== turn) return;
    if (glides.length === 0) {
      const still = order() === before ? 'Nothing moved: what is in use keeps its place.' : 'Only what is out of view moved: as it stands after';
      said.textContent = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'Motion is reduced on this device: cards in view stay, and “Update order” offers the better one.' : still;
      return;
    }
    if (speed === 'step') {
      glides.forEach(glide => glide.pause());
      return reach(0);
    }
    glides.forEach(glide => { glide.playbackRate = Number(speed); });
    said.textContent = 'Moving';
    await Promise.allSettled(glides.map(glide => glide.finished));
    if (own === turn) said.textContent = 'As it stands after';
  };

  const stepping = (): void => { scrub.hidden = speed !== 'step'; };
  const speeds = element('select', {'aria-label': 'Speed of the replay', onchange: () => {
    speed = speeds.value as ReplaySpeed;
    stepping();
    chosen?.(speed);
  }}, ...SPEEDS.map(([value, title]) => element('option', {value, selected: value === speed}, title)));
  stepping();
  stand();
  if (atOnce) void play();
  return element('div', {class: 'replay'},
    element('div', {class: 'replay-keys'},
      rerankings.length > 1 && which,
      element('button', {type: 'button', class: 'button', onclick: () => void play()}, 'Play'),
      element('button', {type: 'button', class: 'button', onclick: () => stand()}, 'Before'),
      speeds, scrub),
    said, stage);
}
