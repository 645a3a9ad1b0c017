/** As a person does it: chooses from a card's menu, once the menu has come. */
import type {InklingCard} from 'inkling/widgets';

/** @param at - Of all its choices, from 0: first the snoozes, then the reasons to dismiss. */
export async function chooseFromMenu(card: InklingCard | null | undefined, at: number): Promise<void> {
  await card?.updateComplete;
  const choice = () => card?.renderRoot.querySelectorAll<HTMLElement>('[role="menuitem"]')[at];
  for (let frames = 0; frames < 600 && card?.isConnected && !choice(); frames++) await new Promise(resolve => requestAnimationFrame(resolve));
  choice()?.click();
}
