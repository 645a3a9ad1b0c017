/** What every page of Ads Manager is given, and what it gives back. */
import type {EntityRef, Interaction, Surface} from 'inkling';
import type {Account} from './api.js';

export interface Host {
  readonly account: Account;
  /** Tells Inkling what the advertiser is busy with. */
  record(interaction: Interaction): void;
  /** Asks the server for the account again and shows what changed. */
  reload(): Promise<void>;
}

export interface Page {
  readonly title: string;
  /** Where its suggestions stand; null where there are none. */
  readonly surface: Surface | null;
  readonly entity?: EntityRef;
  readonly content: HTMLElement;
  /** The account has changed. */
  refresh(account: Account): void;
}
