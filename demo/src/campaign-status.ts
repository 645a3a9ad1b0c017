/** What a campaign's state is called, and its colour. */
import type {Campaign} from './api.js';
import {element} from './dom.js';

const STATUSES = {
  active: {text: 'Active', tone: 'good'},
  learning: {text: 'Learning', tone: 'info'},
  limited: {text: 'Limited', tone: 'warn'},
  error: {text: 'Not tracking', tone: 'bad'},
  paused: {text: 'Paused', tone: 'still'},
} as const satisfies Record<Campaign['status'], {text: string; tone: string}>;

export const statusOf = ({status}: Campaign): (typeof STATUSES)[Campaign['status']] => STATUSES[status];

export function statusPill(campaign: Campaign): HTMLElement {
  const {text, tone} = statusOf(campaign);
  return element('span', {class: 'pill', 'data-tone': tone}, text);
}
