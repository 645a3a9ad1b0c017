/** The parts of the inspector's right column, each from one look at the client. */
import type {Inspection} from 'inkling';
import type {StoredEvent} from './api.js';
import {element} from './dom.js';
import type {LoggedEvent} from './event-log.js';

const SHOWN = 24;
const SIGNALS = 12;

export const clock = (at: number): string => new Date(at).toLocaleTimeString('en', {hour12: false});

const facts = (pairs: readonly (readonly [string, string | number])[]): HTMLElement =>
  element('dl', {class: 'facts'}, ...pairs.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));

const part = (title: string, ...rest: (HTMLElement | string | false)[]): HTMLElement => element('section', {'aria-label': title}, element('h2', {}, title), ...rest);

export function statusPart({status, health}: Inspection): HTMLElement {
  return part('Status', facts([
    ['ranks on', status.backend],
    ['state', status.state],
    ['model', status.model ? `${status.model.name} ${status.model.version}` : 'none'],
    ['storage', status.storage],
    ['worker restarts', status.restarts],
    ['missed deadlines', health.missedDeadlines],
  ]), status.reason !== null && element('p', {class: 'reason'}, element('strong', {}, status.reason), status.detail === null ? '' : `: ${status.detail}`));
}

export function outboxPart({outbox, status}: Inspection): HTMLElement {
  return part('Outbox', facts([
    ['feedback', status.feedback],
    ['waiting', outbox.waiting],
    ['accepted', outbox.accepted],
    ['duplicate', outbox.duplicate],
    ['rejected', outbox.rejected],
    ['dropped or expired', outbox.dropped + outbox.expired],
  ]));
}

export function storedPart(stored: readonly StoredEvent[]): HTMLElement {
  const kinds = new Map<string, number>();
  for (const event of stored) kinds.set(event.kind ?? event.type, (kinds.get(event.kind ?? event.type) ?? 0) + 1);
  return part('This list at the server', kinds.size === 0 ? element('p', {class: 'inspector-empty'}, 'Nothing has arrived.') : facts([...kinds]));
}

/** Each event on its way: a dot for how far it has come, in words beside it. */
export function eventsPart(events: readonly LoggedEvent[]): HTMLElement {
  return part('Events', events.length === 0 ? element('p', {class: 'inspector-empty'}, 'Nothing has happened on this page.') : element('ol', {class: 'log'}, ...events.slice(0, SHOWN).map(({at, what, stage, note}) =>
    element('li', {title: note}, element('time', {}, clock(at)), element('span', {}, what), element('em', {'data-stage': stage.replace(' ', '-')}, stage)))));
}

export function localDataPart({interactions, signals, kept, goal, consent}: Inspection): HTMLElement {
  const counts = Object.entries(kept?.interactions ?? {});
  return part('What this device remembers', facts([
    ['may outlive the page', consent.personalization ? 'yes' : 'no'],
    ['in memory', `${interactions.length} interactions`],
    ['on disk', kept ? `${counts.reduce((sum, [, count]) => sum + count, 0)} interactions` : 'nothing'],
    ...counts.map(([kind, count]) => [`· ${kind}`, count] as const),
    ['oldest', kept?.since ? new Date(kept.since).toLocaleString('en', {dateStyle: 'medium', timeStyle: 'short', hour12: false}) : '—'],
    ['own goal', goal.chosen ? 'chosen' : 'none'],
    ['signals', signals.length],
  ]), element('ol', {class: 'signals'}, ...signals.slice(0, SIGNALS).map(({namespace, entity, name, value}) =>
    element('li', {}, `${namespace}${entity ? ` ${entity.id}` : ''} · ${name} `, element('b', {}, String(value))))),
  signals.length > SIGNALS && element('p', {class: 'inspector-empty'}, `and ${signals.length - SIGNALS} more`));
}
