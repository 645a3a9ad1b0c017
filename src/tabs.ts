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
/** @param onForged something that no tab of ours says */
export function createTabs(name: string, onMessage: (message: TabMessage) => void, onForged: () => void = () => undefined): Tabs {
  let channel: BroadcastChannel | null = null;
  try {
    channel = new BroadcastChannel(name);
    channel.onmessage = ({data}: MessageEvent<unknown>) => (isMessage(data) ? onMessage(data) : onForged());
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

const KINDS: readonly unknown[] = ['interaction', 'signals', 'goal', 'settled', 'forgotten'] satisfies readonly TabMessage['kind'][];

/** Whatever else on this origin may have said it; what an interaction or a signal holds is for the door to read. */
function isMessage(data: unknown): data is TabMessage {
  const message = data as {readonly kind?: unknown; readonly recorded?: {readonly id?: unknown; readonly at?: unknown; readonly visit?: unknown} | null} | null;
  if (typeof message !== 'object' || message === null || !KINDS.includes(message.kind)) return false;
  if (message.kind !== 'interaction') return true;
  const {id, at, visit} = message.recorded ?? {};
  return typeof id === 'string' && Number.isFinite(at) && typeof visit === 'string';
}
