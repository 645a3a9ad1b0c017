/** What `inkling-local-data` says; `words.de.ts` says it in German. Apart from the other elements' words, because few pages show it. */
import type {InteractionKind} from '../../src/types.js';

export const localWords = {
  heading: 'Kept on this device',
  loading: 'Looking at what is kept…',
  nothing: 'Nothing is kept.',
  unknown: 'What is kept could not be read.',
  intro: 'It orders your suggestions and never leaves this browser, except as said below.',
  done: 'What you did',
  doneSince: (count: string, day: string) => `${count} since ${day}`,
  kinds: {
    impression: 'Suggestions seen', open: 'Details opened', apply: 'Apply pressed',
    applied: 'Applied', 'apply-failed': 'Could not be applied', dismiss: 'Dismissed',
    snooze: 'Snoozed', undo: 'Undone', outcome: 'Results heard of',
    navigate: 'Pages visited', edit: 'Edits', report: 'Reports read', search: 'Searches',
  } as Readonly<Record<InteractionKind, string>>,
  signals: 'Facts about your campaigns',
  goal: 'Your own goal',
  waiting: 'Waiting to be sent',
  records: (count: string, size: string) => `${count} (${size})`,
  none: 'none',
  model: 'Ranking model',
  modelOf: (name: string, version: string) => `${name}, version ${version}`,
  personalization: 'May order your suggestions',
  measurement: 'May be sent to the platform',
  yes: 'yes',
  no: 'no',
  privacyControl: 'Your browser asks every site not to share your data. That counts as no.',
  remove: 'Delete all of it',
  ask: 'Delete all of it? Your suggestions start afresh. What was sent before stays with the platform.',
  confirm: 'Delete',
  cancel: 'Keep it',
  removing: 'Deleting…',
  removed: 'Deleted. Nothing is kept on this device.',
  failed: 'Not all of it could be deleted. Close the other tabs of this site and try again.',
};

export type LocalWords = typeof localWords;
