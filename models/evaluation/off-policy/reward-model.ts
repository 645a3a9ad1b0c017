/** What a round would have earned with another action: from a file that any model wrote, or from the log's own counts. */
import type {BanditLog} from './bandit-log.js';

/** Expected reward of an action in a round, at the position that the round was logged at. */
export type RewardModel = (round: number, action: number) => number;

/** As many rounds as the log's mean counts for: what was shown seldom is believed to be as good as the rest. */
const PRIOR_ROUNDS = 10;

/** q(a, position) = (clicks + 10·mean) / (n + 10). Not cross-fitted: each round has a small part in its own expectation. */
export function countedRewards(log: BanditLog): RewardModel {
  const mean = log.rewards.reduce((sum, reward) => sum + reward, 0) / log.rewards.length;
  const counts = new Map<number, {clicks: number; shown: number}>();
  const keyOf = (round: number, action: number) => (log.positions[round] ?? 0) * log.actionCount + action;
  log.actions.forEach((action, round) => {
    const {clicks, shown} = counts.get(keyOf(round, action)) ?? {clicks: 0, shown: 0};
    counts.set(keyOf(round, action), {clicks: clicks + (log.rewards[round] ?? 0), shown: shown + 1});
  });
  return (round, action) => {
    const {clicks, shown} = counts.get(keyOf(round, action)) ?? {clicks: 0, shown: 0};
    return (clicks + PRIOR_ROUNDS * mean) / (shown + PRIOR_ROUNDS);
  };
}

/**
 * @param bytes float32, little endian, [rounds][actions]
 * @param source the file's name, for errors
 * @throws Error where the size is not the log's or a number is not finite
 */
export function readRewards(bytes: Uint8Array, log: BanditLog, source: string): RewardModel {
  const [rounds, actions] = [log.rewards.length, log.actionCount];
  const wanted = rounds * actions * Float32Array.BYTES_PER_ELEMENT;
  if (bytes.byteLength !== wanted) throw new Error(`${source} has ${bytes.byteLength} bytes, but ${rounds} rounds of ${actions} actions in float32 are ${wanted}.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rewards = Float32Array.from({length: rounds * actions}, (_, index) => view.getFloat32(index * Float32Array.BYTES_PER_ELEMENT, true));
  const bad = rewards.findIndex(reward => !Number.isFinite(reward));
  if (bad >= 0) throw new Error(`${source}, round ${Math.floor(bad / actions)}, action ${bad % actions}: ${rewards[bad]} is not a finite number.`);
  return (round, action) => rewards[round * actions + action] ?? 0;
}
