/** As a person does it: chooses from a card's menu, once the card and its menu have come. */
import type {InklingCard} from 'inkling/widgets';
import {soon} from './soon.js';

/**
 * The focus stays where the reader has it: meanwhile nothing in there takes it.
 * @param at - Of all its choices, from 0: first the snoozes, then the reasons to dismiss.
 */
export async function chooseFromMenu(within: HTMLElement, card: () => InklingCard | null, at: number): Promise<void> {
  within.inert = true;
  const button = await soon(() => card()?.renderRoot?.querySelector<HTMLElement>('#menu-button'));
  const find = () => card()?.renderRoot?.querySelectorAll<HTMLElement>('[role="menuitem"]')[at];
  // A menu that nobody has opened yet comes when its button is pressed.
  if (!find()) button?.click();
  (await soon(find))?.click();
  await card()?.updateComplete;
  within.inert = false;
}
