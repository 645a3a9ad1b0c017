/** What `inkling-local-data` says. */
import {msg, str} from '@lit/localize';
import type {InteractionKind} from '../../src/types.js';

export const localWords = {
  get heading() { return msg('Kept on this device', {id: 'kept'}); },
  get loading() { return msg('Looking at what is kept…', {id: 'kept-loading'}); },
  get nothing() { return msg('Nothing is kept.', {id: 'kept-nothing'}); },
  get unknown() { return msg('What is kept could not be read.', {id: 'kept-unknown'}); },
  get intro() { return msg('It orders your suggestions and never leaves this browser, except as said below.', {id: 'kept-intro'}); },
  get done() { return msg('What you did', {id: 'kept-done'}); },
  doneSince: (count: string, day: string) => msg(str`${count} since ${day}`, {id: 'kept-since'}),
  get kinds(): Readonly<Record<InteractionKind, string>> {
    return {
      impression: msg('Suggestions seen', {id: 'kind-impression'}), open: msg('Details opened', {id: 'kind-open'}), apply: msg('Apply pressed', {id: 'kind-apply'}),
      applied: msg('Applied', {id: 'kind-applied'}), 'apply-failed': msg('Could not be applied', {id: 'kind-apply-failed'}), dismiss: msg('Dismissed', {id: 'kind-dismiss'}),
      snooze: msg('Snoozed', {id: 'kind-snooze'}), undo: msg('Undone', {id: 'kind-undo'}), outcome: msg('Results heard of', {id: 'kind-outcome'}),
      navigate: msg('Pages visited', {id: 'kind-navigate'}), edit: msg('Edits', {id: 'kind-edit'}), report: msg('Reports read', {id: 'kind-report'}), search: msg('Searches', {id: 'kind-search'}),
    };
  },
  get signals() { return msg('Facts about your campaigns', {id: 'kept-signals'}); },
  get goal() { return msg('Your own goal', {id: 'kept-goal'}); },
  get waiting() { return msg('Waiting to be sent', {id: 'kept-waiting'}); },
  records: (count: string, size: string) => msg(str`${count} (${size})`, {id: 'kept-records'}),
  get none() { return msg('none', {id: 'kept-none'}); },
  get model() { return msg('Ranking model', {id: 'kept-model'}); },
  modelOf: (name: string, version: string) => msg(str`${name}, version ${version}`, {id: 'kept-model-of'}),
  get personalization() { return msg('May order your suggestions', {id: 'may-order'}); },
  get measurement() { return msg('May be sent to the platform', {id: 'may-send'}); },
  get yes() { return msg('yes', {id: 'yes'}); },
  get no() { return msg('no', {id: 'no'}); },
  get privacyControl() { return msg('Your browser asks every site not to share your data. That counts as no.', {id: 'privacy-control'}); },
  get remove() { return msg('Delete all of it', {id: 'delete-all'}); },
  get ask() { return msg('Delete all of it? Your suggestions start afresh. What was sent before stays with the platform.', {id: 'delete-ask'}); },
  get confirm() { return msg('Delete', {id: 'delete'}); },
  get cancel() { return msg('Keep it', {id: 'keep'}); },
  get removing() { return msg('Deleting…', {id: 'deleting'}); },
  get removed() { return msg('Deleted. Nothing is kept on this device.', {id: 'deleted'}); },
  get failed() { return msg('Not all of it could be deleted. Close the other tabs of this site and try again.', {id: 'delete-failed'}); },
};
