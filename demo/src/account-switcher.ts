/** The choice of accounts in the top bar, by line of business; companies of one name are told apart by their currency and number. */
import type {AccountName} from './api.js';
import {byId, element} from './dom.js';
import {words} from './format.js';

/** @param change - Goes on with another account; its failure is told to `failed`. */
export function accountSwitcher(accounts: readonly AccountName[], chosen: string, change: (id: string) => Promise<void>, failed: (fault: unknown) => void): void {
  const select = byId<HTMLSelectElement>('account');
  const verticals = [...new Set(accounts.map(({vertical}) => vertical))].sort();
  const option = ({id, name, currency}: AccountName): HTMLElement => {
    const alike = accounts.filter(other => other.name === name).length > 1;
    return element('option', {value: id, selected: id === chosen}, alike ? `${name} · ${currency} · ${id.replace(/^\D+/, '')}` : name);
  };
  const byName = (one: AccountName, other: AccountName): number => one.name.localeCompare(other.name);
  select.replaceChildren(...(accounts.length > 8
    ? verticals.map(vertical => element('optgroup', {label: words(vertical)}, ...accounts.filter(account => account.vertical === vertical).sort(byName).map(option)))
    : accounts.map(option)));
  select.disabled = accounts.length < 2;
  select.addEventListener('change', () => {
    const wanted = select.value;
    select.setAttribute('aria-busy', 'true');
    change(wanted).then(() => { chosen = wanted; }, (fault: unknown) => {
      select.value = chosen;
      failed(fault);
    }).finally(() => select.removeAttribute('aria-busy'));
  });
}
