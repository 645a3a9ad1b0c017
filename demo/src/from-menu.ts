/** As a person does it: chooses from a card's menu, once the card and its menu have come. */
import type {InklingCard} from 'inkling/widgets';

const FRAMES = 600;

/** @param at - Of all its choices, from 0: first the snoozes, then the reasons to dismiss. */
export async function chooseFromMenu(card: () => InklingCard | null, at: number): Promise<void> {
  const button = () => card()?.renderRoot?.querySelector<HTMLElement>('#menu-button');
  const choice = () => card()?.renderRoot?.querySelectorAll<HTMLElement>('[role="menuitem"]')[at];
  const until = async (there: () => unknown) => {
    for (let frames = 0; frames < FRAMES && !there(); frames++) await new Promise(resolve => requestAnimationFrame(resolve));
  };
  await until(button);
  // A menu that nobody has opened yet comes when its button is pressed.
  if (!choice()) button()?.click();
  await until(choice);
  choice()?.click();
}
