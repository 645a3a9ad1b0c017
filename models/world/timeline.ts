/** An account as it runs: what was edited, applied and undone, and when. Several may run side by side, one a policy. */
import type {Account} from './accounts.js';
import type {Campaign, Settings} from './campaigns.js';
import {stream} from './random.js';
import type {Row} from './performance.js';

export const DAY = 86_400_000;

/** What is set for the whole account. */
export interface AccountSettings {
  /** Day number on which the tag was last set right by hand. */
  readonly tagDay: number | null;
  readonly conversionsApi: boolean;
  readonly matchKeys: boolean;
  /** Day number of the customer list's last upload by hand. */
  readonly listDay: number | null;
  readonly spendCap: boolean;
  readonly report: boolean;
  readonly testing: boolean;
}

/** One change, made by an apply or by hand on the host page. */
export interface Edit {
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  /** Null: of the account. */
  readonly campaignId: string | null;
  /** Suggestion type that was applied; null by hand. */
  readonly type: string | null;
  readonly settings?: Partial<Settings>;
  readonly accountSettings?: Partial<AccountSettings>;
  /** Factor on the campaign's results (of all campaigns, for the account) that no setting explains. */
  readonly lift?: number;
}

export interface Timeline {
  readonly seed: number;
  readonly noise: number;
  readonly account: Account;
  /** Of the account, before any edit. */
  readonly first: AccountSettings;
  edits: readonly Edit[];
  /** Counts changes: what was derived from an older revision is stale. */
  revision: number;
  /** Daily rows by campaign, then by day number. */
  readonly rows: Map<string, Map<number, Row>>;
}

export function newTimeline(seed: number, noise: number, account: Account): Timeline {
  return {seed, noise, account, first: firstSettings(seed, account), edits: [], revision: 0, rows: new Map()};
}

export function dayOf(at: number): number {
  return Math.floor(at / DAY);
}

export function addEdit(timeline: Timeline, edit: Edit): void {
  timeline.edits = [...timeline.edits, edit];
  forget(timeline, dayOf(edit.at));
}

/** True where there was such an edit. */
export function removeEdit(timeline: Timeline, id: string): boolean {
  const edit = timeline.edits.find(candidate => candidate.id === id);
  if (!edit) return false;
  timeline.edits = timeline.edits.filter(candidate => candidate !== edit);
  forget(timeline, dayOf(edit.at));
  return true;
}

// An edit changes every day from its own on.
function forget(timeline: Timeline, fromDay: number): void {
  timeline.revision++;
  for (const rows of timeline.rows.values()) {
    for (const day of rows.keys()) if (day >= fromDay) rows.delete(day);
  }
}

export function settingsAt(timeline: Timeline, campaign: Campaign, at: number): Settings {
  let settings = campaign.first;
  for (const edit of timeline.edits) {
    if (edit.campaignId === campaign.id && edit.settings && edit.at <= at) settings = {...settings, ...edit.settings};
  }
  return settings;
}

export function accountSettingsAt(timeline: Timeline, at: number): AccountSettings {
  let settings = timeline.first;
  for (const edit of timeline.edits) {
    if (edit.accountSettings && edit.at <= at) settings = {...settings, ...edit.accountSettings};
  }
  return settings;
}

function firstSettings(seed: number, account: Account): AccountSettings {
  const chance = stream(seed, 'account-settings', account.id);
  return {
    tagDay: null,
    conversionsApi: chance.uniform() < 0.2 + 0.4 * account.experience,
    matchKeys: chance.uniform() < 0.3,
    listDay: null,
    spendCap: chance.uniform() < 0.3,
    report: chance.uniform() < 0.3 + 0.3 * account.experience,
    testing: chance.uniform() < 0.15,
  };
}

/** Product of the lifts in force. */
export function liftAt(timeline: Timeline, campaignId: string, at: number): number {
  let lift = 1;
  for (const edit of timeline.edits) {
    if (edit.lift !== undefined && edit.at <= at && (edit.campaignId === campaignId || edit.campaignId === null)) lift *= edit.lift;
  }
  return lift;
}

/** When `type` was last applied to the campaign (null: to the account), if it was. */
export function appliedAt(timeline: Timeline, type: string, campaignId: string | null): number | null {
  return timeline.edits.findLast(edit => edit.type === type && edit.campaignId === campaignId)?.at ?? null;
}
