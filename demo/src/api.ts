/** What Northwind's own backend answers. The suggestions have their own door, behind Inkling. */
import type {Goal, Signal} from 'inkling';

export interface Campaign {
  readonly id: string;
  readonly name: string;
  readonly objective: string;
  readonly status: 'active' | 'paused' | 'limited' | 'learning' | 'error';
  /** In the account's currency. */
  readonly dailyBudget: number;
  readonly bidStrategy: string;
  readonly audience: 'narrow' | 'medium' | 'broad';
  readonly creativeAgeDays: number;
  /** 0 to 1: the share of conversions that the account's tag sees. */
  readonly tagHealth: number;
  readonly spend7d: number;
  readonly campaignImpressions7d: number;
  readonly campaignClicks7d: number;
  readonly conversions7d: number;
  /** Null where nothing was converted. */
  readonly costPerResult: number | null;
  /** Change of results on the week before, −1 to 1. */
  readonly trend7d: number;
  readonly limitedDays7d: number;
}

export interface AccountName {
  readonly id: string;
  readonly name: string;
  /** Its line of business. */
  readonly vertical: string;
  /** ISO 4217. */
  readonly currency: string;
}

export interface Account extends AccountName {
  readonly timeZone: string;
  readonly goal: Goal;
  readonly campaigns: readonly Campaign[];
  /** What the page knows and the device may use. */
  readonly signals: readonly Signal[];
}

/** One day of performance; `date` is `2026-11-20`. */
export interface Day {
  readonly date: string;
  readonly spend: number;
  readonly campaignImpressions: number;
  readonly campaignClicks: number;
  readonly conversions: number;
  readonly value: number;
}

/** A row of the server's feedback store. */
export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly kind: string | null;
  readonly slateId: string | null;
}

/** Why a call failed, in words for people. */
export class ApiFault extends Error {}

async function ask<Answer>(path: string, init?: RequestInit): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new ApiFault('Northwind cannot be reached. Check the connection and try again.');
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({})) as {title?: string; errors?: {detail: string}[]};
    throw new ApiFault(problem.errors?.[0]?.detail ?? problem.title ?? `Northwind answered ${response.status}.`);
  }
  return await response.json() as Answer;
}

const send = (method: string, body: unknown): RequestInit => ({method, headers: {'content-type': 'application/json'}, body: JSON.stringify(body)});

/** `clockShift`: milliseconds by which Northwind's clock is ahead of this machine's; not 0 where the demo was started `--now` at another time. */
export const accounts = (): Promise<{readonly accounts: readonly AccountName[]; readonly clockShift: number}> => ask('/demo/api/accounts');

export const account = (id: string): Promise<Account> => ask(`/demo/api/accounts/${encodeURIComponent(id)}`);

/** Newest day last. Of one campaign, or of the whole account. */
export async function report(accountId: string, days: number, campaignId?: string): Promise<readonly Day[]> {
  const query = new URLSearchParams({days: String(days), ...(campaignId === undefined ? {} : {campaign: campaignId})});
  return (await ask<{days: readonly Day[]}>(`/demo/api/accounts/${encodeURIComponent(accountId)}/report?${query}`)).days;
}

export const setBudget = (accountId: string, campaignId: string, dailyBudget: number): Promise<unknown> =>
  ask(`/demo/api/accounts/${encodeURIComponent(accountId)}/campaigns/${encodeURIComponent(campaignId)}`, send('PATCH', {dailyBudget}));

/** A function that gives a fresh token of the account at each call; the first is asked for at once, so that nobody waits for it. */
export function tokensOf(accountId: string): () => Promise<string> {
  const fresh = async () => (await ask<{token: string}>('/demo/api/token', send('POST', {account: accountId}))).token;
  let first: Promise<string> | null = fresh();
  first.catch(() => undefined);
  return () => {
    const token = first ?? fresh();
    first = null;
    return token;
  };
}

/** What the server has stored of one slate. */
export async function storedOf(accountId: string, slateId: string): Promise<readonly StoredEvent[]> {
  const query = new URLSearchParams({account: accountId, slateId});
  return (await ask<{events: readonly StoredEvent[]}>(`/demo/api/feedback?${query}`)).events;
}

export const setFault = (fault: unknown): Promise<unknown> => ask('/demo/api/fault', send('POST', fault));
