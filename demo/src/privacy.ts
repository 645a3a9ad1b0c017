/** Privacy: what the suggestions keep on this device, and the way to delete it. */
import {element} from './dom.js';
import type {Page} from './host.js';

export function privacy(): Page {
  return {
    title: 'Privacy',
    surface: null,
    content: element('div', {class: 'settings'},
      element('div', {class: 'page-head'}, element('div', {},
        element('h1', {}, 'Privacy'),
        element('p', {}, 'Suggestions are ordered on this device, by what was done on it.'))),
      element('inkling-local-data', {'heading-level': 2})),
    refresh: () => undefined,
  };
}
