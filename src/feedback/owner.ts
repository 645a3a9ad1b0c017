/** Whose an event is, and what of an entity may travel with it. */
import type {EntityRef} from '../types.js';

/** Whose event it is, fixed when it is captured. */
export interface Owner {
  readonly account: string;
  readonly user?: string;
  readonly device: string;
}

export function sourceOf({account, user = '-', device}: Owner): string {
  return `/accounts/${encodeURIComponent(account)}/users/${encodeURIComponent(user)}/devices/${encodeURIComponent(device)}`;
}

/** Names are shown to people and never sent back. */
export function unnamed({level, id}: EntityRef): Omit<EntityRef, 'name'> {
  return {level, id};
}
