/** What tabs of one account and user tell each other [W10]. */
import type {RecordedInteraction, Signal} from './types.js';

export type TabMessage =
  | {readonly kind: 'interaction'; readonly recorded: RecordedInteraction}
  | {readonly kind: 'signals'; readonly signals: readonly Signal[]}
  | {readonly kind: 'goal'; readonly goal: unknown}
  | {readonly kind: 'settled'; readonly keys: readonly string[]}
  | {readonly kind: 'forgotten'};

export interface Tabs {
  tell(message: TabMessage): void;
  close(): void;
}

/** Where there is no BroadcastChannel, a tab is alone. */
export function createTabs(name: string, onMessage: (message: TabMessage) => void): Tabs {
  let channel: BroadcastChannel | null = null;
  try {
    channel = new BroadcastChannel(name);
    channel.onmessage = ({data}: MessageEvent<TabMessage>) => onMessage(data);
    // In Node a channel would keep the process alive.
    (channel as {unref?(): void}).unref?.();
  } catch {
    // Sandboxed frames have none.
  }
  return {
    tell(message) {
      try {
        channel?.postMessage(message);
      } catch {
        // Closed, or not cloneable: the other tabs read it from disk when they load.
      }
    },
    close: () => channel?.close(),
  };
}
