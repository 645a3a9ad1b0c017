/** Does one step of a visit through the page itself: by its links, fields and buttons, and by the widgets' own. */
import {DISMISS_REASONS} from 'inkling';
import type {InklingCard, InklingInline} from 'inkling/widgets';
import {Hands} from './hands.js';
import type {Pace} from './player.js';
import {CHANGED_BY, REPORT_DAYS, SNOOZE_DAYS, type Step, type Target} from './script.js';
import {cardAt, cardOf, everyCard, inside, lineOf, menuItem, openLine, panel, row, undoable} from './sights.js';

type Kind = Step['do'];
type Of<K extends Kind> = Extract<Step, {do: K}>;

const SIDE = {campaigns: '#/campaigns', reporting: '#/reporting', privacy: '#/privacy'} as const;
const OBJECTIVES = ['results', 'cost', 'reach', 'effort'] as const;

export class Performer {
  readonly hands = new Hands();
  /** Cards that something was done to, newest last. */
  #done: InklingCard[] = [];

  async perform(step: Step, pace: Pace): Promise<void> {
    this.hands.pace = pace;
    this.hands.show();
    if (step.do !== 'wait') await this.#closeLine('card' in step ? step.card : null);
    await (this.#ways[step.do] as (one: Step) => Promise<void>).call(this, step);
  }

  readonly #ways: {readonly [K in Kind]: (step: Of<K>) => Promise<void>} = {
    'wait': ({seconds}) => this.hands.rest(seconds),
    'navigate': ({to}) => this.#navigate(to),
    'switch-account': ({account}) => this.#switchAccount(account),
    'search': async ({words}) => {
      await this.hands.type(await this.hands.until(() => document.querySelector<HTMLInputElement>('#main input[type=search]'), 'The search field'), words);
      if (words === '') return;
      // The page takes a pause in typing for the end of the word.
      const said = await this.hands.until(() => document.querySelector('#main .table-tools [role=status]'), 'The answer to the search');
      await this.hands.until(() => said.textContent !== '', 'The answer to the search');
    },
    'edit': ({budget}) => this.#edit(budget),
    'report': async ({days}) => this.hands.press(await this.#there(() => document.querySelectorAll<HTMLElement>('#main .page-head .segments button')[REPORT_DAYS.indexOf(days)], 'The choice of days (it is on the page of reports)')),
    'open': async ({card}) => {
      const shown = await this.#card(card);
      if (!shown.open) await this.hands.press(await this.#there(() => inside(shown, '.actions [aria-expanded]'), 'Details'));
    },
    'why': async ({card}) => {
      const shown = await this.#card(card);
      if (!shown.open) await this.hands.press(await this.#there(() => inside(shown, '.actions [aria-expanded]'), 'Details'));
      const why = await this.hands.until(() => inside<HTMLElement & {open: boolean; renderRoot: HTMLElement}>(shown, 'inkling-why'), 'The question why');
      if (!why.open) await this.hands.press(await this.#there(() => inside(why, '.ask'), 'The question why'));
      await this.hands.until(() => inside(why, '.answer[aria-busy=false]'), 'The answer why');
    },
    'apply': ({card, value}) => this.#apply(card, value),
    'apply-several': ({cards}) => this.#applySeveral(cards),
    'dismiss': async ({card, reason}) => this.#fromMenu(await this.#card(card), 'dismiss', DISMISS_REASONS.indexOf(reason)),
    'snooze': async ({card, days}) => this.#fromMenu(await this.#card(card), 'snooze', SNOOZE_DAYS.indexOf(days)),
    'undo': async () => {
      const last = [...this.#done].reverse().find(card => undoable(card)) ?? everyCard().find(card => undoable(card));
      const button = last && undoable(last);
      if (!button) throw new Error('nothing that was done can still be taken back.');
      await this.hands.press(button);
      await this.hands.until(() => last.state === 'ready' || last.state === 'stale', 'What was taken back');
    },
    'goal': async ({weights}) => {
      const popover = await this.#goal();
      for (const [at, objective] of OBJECTIVES.entries()) {
        await this.hands.set(await this.hands.until(() => popover.querySelectorAll<HTMLInputElement>('input[type=range]')[at], 'The slider'), String(weights[objective]));
      }
      await this.hands.press(await this.#there(() => popover.querySelector('.goal-actions button:last-child'), 'Done'));
    },
    'order': async ({show}) => {
      const popover = await this.#goal();
      const box = await this.hands.until(() => popover.querySelector<HTMLInputElement>('input[type=checkbox]'), 'The switch of the platform’s order');
      if (box.checked !== (show === 'platform')) await this.hands.press(box);
      await this.hands.press(await this.#there(() => popover.querySelector('.goal-actions button:last-child'), 'Done'));
    },
    'update-order': async () => {
      const button = inside(panel(), '[part~="update"]');
      if (button) await this.hands.press(button);
    },
    'delete-data': async () => {
      const data = await this.hands.until(() => document.querySelector('inkling-local-data'), 'What this device remembers (it is on the page Privacy)');
      await this.hands.press(await this.#there(() => inside(data, '#delete'), 'The button that deletes'));
      await this.hands.press(await this.#there(() => inside(data, '#confirm'), 'The question before it is deleted'));
      await this.hands.until(() => data.state === 'deleted' || data.state === 'failed', 'The end of deleting');
    },
  };

  #there(find: () => HTMLElement | null | undefined, what: string): Promise<HTMLElement> { return this.hands.until(find, what); }

  async #navigate(to: Of<'navigate'>['to']): Promise<void> {
    const [before, start] = [location.hash, document.querySelector('#main > *')];
    if (typeof to === 'string') await this.hands.press(await this.#there(() => document.querySelector<HTMLElement>(`.side > a[href="${SIDE[to]}"]`), 'The link in the navigation'));
    else {
      if (!document.querySelector('#main .table tbody th a')) await this.hands.press(await this.#there(() => document.querySelector<HTMLElement>(`.side > a[href="${SIDE.campaigns}"]`), 'The link to the campaigns'));
      const {campaign} = to;
      await this.hands.press(await this.#there(() => (typeof campaign === 'number' ? row(campaign) : document.querySelector<HTMLElement>(`#main .table a[href="#/campaigns/${CSS.escape(campaign)}"]`)), `Campaign ${campaign}`));
    }
    if (location.hash !== before) await this.hands.until(() => document.querySelector('#main > *') !== start, 'The page');
  }

  async #switchAccount(account: string): Promise<void> {
    const select = await this.hands.until(() => document.querySelector<HTMLSelectElement>('#account'), 'The choice of accounts');
    if (![...select.options].some(({value}) => value === account)) throw new Error(`there is no account ${account} to switch to.`);
    if (select.value === account) return;
    await this.hands.set(select, account);
    await this.hands.until(() => document.documentElement.dataset['account'] === account, `Account ${account}`);
  }

  async #edit(budget: number | string): Promise<void> {
    const editor = await this.hands.until(() => document.querySelector('.budget'), 'The budget (it is on a campaign’s page)');
    if (!editor.querySelector('form')) await this.hands.press(await this.#there(() => editor.querySelector<HTMLElement>('.budget-line .button'), 'Edit budget'));
    const field = await this.hands.until(() => editor.querySelector<HTMLInputElement>('input[name=budget]'), 'The field of the budget');
    const now = Number(field.value.replace(/[^0-9.]/g, ''));
    const wanted = typeof budget === 'number' ? budget : Math.max(1, Math.round(now * (1 + Number.parseInt(budget, 10) / 100)));
    await this.hands.type(field, String(wanted));
    await this.hands.press(await this.#there(() => editor.querySelector<HTMLElement>('button[type=submit]'), 'Save'));
    await this.hands.until(() => !editor.querySelector('form'), 'The saved budget');
  }

  /** A card that stands below "Show all" is brought up as a person would; one on a line is opened. */
  async #card(target: Target): Promise<InklingCard> {
    const what = typeof target === 'number' ? `A card at place ${target}` : 'line' in target ? `A suggestion on the line ${target.line}` : `A card “${target.type}”${target.entity === undefined ? '' : ` of ${target.entity}`}`;
    if (typeof target === 'object' && 'line' in target) {
      const line = await this.hands.until(() => lineOf(target.line), what);
      if (openLine() !== line) await this.hands.press(await this.#there(() => inside(line, '.line'), what));
      return this.hands.until(() => cardOf(line), what);
    }
    await this.hands.until(() => panel()?.slate, 'The list of suggestions');
    if (!cardAt(target)) {
      const more = inside(panel(), '[part~="more"]');
      if (more) await this.hands.press(more);
    }
    return this.hands.until(() => cardAt(target), what);
  }

  async #apply(target: Target, value: number | string | undefined): Promise<void> {
    const card = await this.#card(target);
    if (value !== undefined && value !== card.item?.candidate.change?.recommended) await this.#choose(card, value);
    await this.hands.press(await this.#there(() => inside(card, '[part~="apply"]'), 'Apply'));
    await this.hands.until(() => card.state !== 'applying', 'The answer to the apply');
    this.#done.push(card);
  }

  /** One of the values that are offered, or an amount of one's own: an amount, or one such as "+20%" of what it is now. */
  async #choose(card: InklingCard, value: number | string): Promise<void> {
    if (!card.open) await this.hands.press(await this.#there(() => inside(card, '.actions [aria-expanded]'), 'Details'));
    const {recommended, options = [], current, min = 0, max = Infinity, step = 1} = card.item?.candidate.change ?? {};
    const offered = [...new Set([recommended, ...options])];
    if (offered.every(option => typeof option === 'number')) offered.sort((one, other) => Number(one) - Number(other));
    const at = offered.indexOf(value);
    if (at >= 0) return this.hands.press(await this.#there(() => card.renderRoot.querySelectorAll<HTMLElement>('.options input[type=radio]')[at], `The value ${value}`));
    await this.hands.until(() => inside(card, '#details:not([aria-busy])'), 'What the card would change');
    const field = inside<HTMLInputElement>(card, '#value');
    const wished = typeof value === 'string' && CHANGED_BY.test(value) && typeof current === 'number' ? current * (1 + Number.parseInt(value, 10) / 100) : value;
    if (!field || typeof wished !== 'number') throw new Error(`the card takes ${offered.join(', ')}, not ${value}.`);
    // Of what lies between two steps, or beyond the bounds, the nearest that is possible.
    const own = wished === value ? wished : Math.min(Math.max(min + Math.round((wished - min) / step) * step, min), max);
    await this.hands.type(field, String(own));
    field.dispatchEvent(new Event('change', {bubbles: true}));
    if (card.choice !== own) throw new Error(`the card does not take ${own}.`);
  }

  async #applySeveral(targets: readonly Target[]): Promise<void> {
    // All are found before the first is chosen: a box more moves no card to another place.
    const chosen: InklingCard[] = [];
    for (const target of targets) chosen.push(await this.#card(target));
    await this.hands.press(await this.#there(() => inside(panel(), '[part~="select"]'), 'Select'));
    for (const card of chosen) await this.hands.press(await this.#there(() => card.parentElement?.querySelector<HTMLElement>('.pick input'), 'The box beside the card'));
    await this.hands.press(await this.#there(() => inside(panel(), '#to-review[aria-disabled=false]'), 'Review'));
    await this.hands.press(await this.#there(() => inside(panel(), 'dialog[open] [part~="review-apply"]'), 'Apply all'));
    await this.hands.press(await this.#there(() => (inside(panel(), '#to-review') ? null : inside(panel(), '[part~="bar"] > button')), 'What came of it'));
    this.#done.push(...chosen);
  }

  async #fromMenu(card: InklingCard, group: 'snooze' | 'dismiss', at: number): Promise<void> {
    await this.hands.press(await this.#there(() => inside(card, '#menu-button'), 'The menu'));
    await this.hands.press(await this.#there(() => menuItem(card, group, at), 'The choice in the menu'));
    this.#done.push(card);
  }

  async #goal(): Promise<HTMLElement> {
    const shown = await this.hands.until(panel, 'The list of suggestions');
    await this.hands.press(await this.#there(() => inside(shown, '#goal-button'), 'Goal'));
    return this.hands.until(() => inside(shown, '#goal'), 'What matters');
  }

  /** A sheet over the page is closed before something else is done. */
  async #closeLine(next: Target | null): Promise<void> {
    const line: InklingInline | null = openLine();
    if (!line || (typeof next === 'object' && next && 'line' in next && lineOf(next.line) === line)) return;
    const button = inside(line, '.line');
    if (button) await this.hands.press(button);
  }
}
