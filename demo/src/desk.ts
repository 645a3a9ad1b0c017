/** The account that is worked on, and its client. To go on with another ends the one client and makes the other: each account's history is its own. */
import {createInsights, type Consent, type Insights} from 'inkling';
import type {InklingProvider} from 'inkling/widgets';
import * as api from './api.js';
import type {Knobs} from './knobs.js';
import type {Persona} from './visits/personas.js';

/** Called with each client as it comes; what it gives back is called when that one goes. */
export type Attendant = (client: Insights, account: api.Account) => () => void;

export interface DeskOptions {
  readonly knobs: Knobs;
  readonly persona: Persona | null;
  readonly provider: InklingProvider;
  /** Epoch ms. */
  readonly now: () => number;
  /** Undefined while nobody has answered. */
  readonly consent: Consent | undefined;
}

export class Desk {
  #account: api.Account | null = null;
  #client: Insights | null = null;
  #attendants: {readonly attend: Attendant; leave: (() => void) | null}[] = [];
  #turn = 0;
  #consent: Consent | undefined;

  constructor(readonly options: DeskOptions) { this.#consent = options.consent; }

  /** Of the account worked on. Throws before there is one. */
  get account(): api.Account { return present(this.#account); }
  get client(): Insights { return present(this.#client); }

  /** Holds for every account from now on. */
  agree(consent: Consent): void {
    this.#consent = consent;
    void this.client.setConsent(consent);
  }

  attend(attend: Attendant): void {
    this.#attendants.push({attend, leave: this.#client && attend(this.#client, this.account)});
  }

  /** Rejects, and leaves everything as it was, where the account cannot be read. */
  async sitDown(accountId: string): Promise<void> {
    const turn = ++this.#turn;
    const {knobs, persona, provider, now} = this.options;
    const token = api.tokensOf(accountId);
    const account = await api.account(accountId);
    if (turn !== this.#turn) return;
    for (const each of this.#attendants) {
      each.leave?.();
      each.leave = null;
    }
    const before = this.#client;
    const client = createInsights({
      account: account.id, user: knobs.user, endpoint: '/inkling/v1', token, goal: persona?.goal ?? account.goal, consent: this.#consent, clock: now,
      ...(knobs.backend === null ? {} : {backend: knobs.backend}),
      ...(knobs.temperature === null ? {} : {exploration: {temperature: knobs.temperature}}),
      ...(knobs.patience === 1 ? {} : {deadlines: {answer: 100 * knobs.patience, hang: 3000 * knobs.patience, start: 20_000 * knobs.patience}}),
    });
    [this.#account, this.#client] = [account, client];
    void client.observe(account.signals);
    provider.account = account.id;
    provider.token = token;
    provider.clock = {...provider.clock, now};
    provider.client = client;
    void before?.close();
    for (const each of this.#attendants) each.leave = each.attend(client, account);
  }

  /** Reads the account again: a campaign has changed. */
  async reload(): Promise<void> {
    const {id} = this.account;
    const account = await api.account(id);
    if (id !== this.#account?.id) return;
    this.#account = account;
    void this.client.observe(account.signals);
  }
}

function present<Thing>(thing: Thing | null): Thing {
  if (thing === null) throw new Error('Nobody sits at the desk yet: sitDown() first.');
  return thing;
}
