/** Shows a campaign's daily budget and lets somebody change it. */
import {ApiFault, setBudget, type Account, type Campaign} from './api.js';
import {element} from './dom.js';
import {money, percent} from './format.js';
import type {Host} from './host.js';

/** Days of an average month: what the platform may spend at most. */
const MONTH = 30.4;

export interface BudgetEditor {
  readonly root: HTMLElement;
  refresh(campaign: Campaign): void;
}

export function budgetEditor(host: Host, campaign: Campaign): BudgetEditor {
  let current = campaign;
  const {currency} = host.account;
  const body = element('div', {class: 'card-body'});
  const step = (): number => Math.max(1, Math.round(current.dailyBudget / 20));

  const show = (changed = false): void => {
    const used = current.dailyBudget > 0 ? Math.min(1, current.spend7d / 7 / current.dailyBudget) : 0;
    const fill = element('span', {class: 'meter-fill'});
    fill.style.width = percent(used);
    body.replaceChildren(
      element('div', {class: 'budget-line'},
        element('p', {class: changed ? 'budget-amount changed' : 'budget-amount'}, money(current.dailyBudget, currency), ' ', element('small', {}, 'a day')),
        element('button', {class: 'button', type: 'button', onclick: open}, 'Edit budget')),
      element('div', {class: 'meter', 'aria-hidden': 'true'}, fill),
      element('p', {}, current.limitedDays7d > 0 ? `It ran out on ${current.limitedDays7d} of the last 7 days` : `${percent(used, 0)} of it was spent on an average day of the last 7`));
  };

  const entity = {level: 'campaign', id: campaign.id, name: campaign.name} as const;
  const open = (): void => {
    host.record({kind: 'navigate', surface: 'budget-editor', entity});
    edit();
  };

  const edit = (): void => {
    const field = element('input', {class: 'field', id: 'budget', name: 'budget', type: 'text', inputmode: 'decimal', autocomplete: 'off', value: String(current.dailyBudget), 'aria-describedby': 'budget-note', oninput: () => explain()});
    const note = element('p', {class: 'budget-note', id: 'budget-note'});
    const save = element('button', {class: 'button primary', type: 'submit'}, 'Save');
    const amount = (): number | null => {
      const value = Number(field.value.replace(/[^0-9.]/g, ''));
      return Number.isFinite(value) && value > 0 ? value : null;
    };
    const say = (text: string, bad = false): void => {
      note.textContent = text;
      note.dataset['tone'] = bad ? 'bad' : 'even';
      field.setAttribute('aria-invalid', String(bad));
    };
    const explain = (): void => {
      const value = amount();
      if (value === null) say('Write an amount above zero.', true);
      else say(`At most ${money(Math.round(value * MONTH), currency)} a month`);
    };
    const nudge = (by: number): void => {
      field.value = String(Math.max(1, (amount() ?? current.dailyBudget) + by));
      explain();
    };
    const close = (changed: boolean): void => {
      show(changed);
      body.querySelector('button')?.focus();
    };
    const submit = async (event: SubmitEvent): Promise<void> => {
      event.preventDefault();
      const value = amount();
      if (value === null) return explain();
      save.disabled = true;
      try {
        await setBudget(host.account.id, current.id, value);
      } catch (fault) {
        save.disabled = false;
        return say(fault instanceof ApiFault ? fault.message : 'The budget was not saved.', true);
      }
      host.record({kind: 'edit', surface: 'budget-editor', entity, value});
      current = {...current, dailyBudget: value};
      close(true);
      await host.reload();
    };
    body.replaceChildren(element('form', {class: 'budget-form', novalidate: true, onsubmit: submit, onkeydown: (event: KeyboardEvent) => event.key === 'Escape' && close(false)},
      element('div', {}, element('label', {for: 'budget'}, `Daily budget, ${currency}`),
        element('div', {class: 'stepper'},
          element('button', {class: 'button', type: 'button', 'aria-label': 'Less', onclick: () => nudge(-step())}, '−'),
          field,
          element('button', {class: 'button', type: 'button', 'aria-label': 'More', onclick: () => nudge(step())}, '+'))),
      note,
      element('div', {class: 'row-end'}, element('button', {class: 'button quiet', type: 'button', onclick: () => close(false)}, 'Cancel'), save)));
    explain();
    field.focus();
    field.select();
  };

  show();
  return {
    root: element('section', {class: 'card budget', 'aria-labelledby': 'budget-title'}, element('div', {class: 'card-head'}, element('h2', {id: 'budget-title'}, 'Budget')), body,
      element('inkling-inline', {class: 'budget-line-below', surface: 'budget-editor', 'entity-level': 'campaign', 'entity-id': campaign.id})),
    refresh(next) {
      const changed = next.dailyBudget !== current.dailyBudget;
      current = next;
      if (body.querySelector('form') === null && changed) show(true);
    },
  };
}

export const campaignOf = (account: Account, id: string): Campaign | undefined => account.campaigns.find(campaign => campaign.id === id);
