/** Hundreds of lists at once are taken step by step, each step in a task of its own: together they would hold up the host's page [W1]. */

/** A page's lists are fewer. */
const MANY = 50;

export const nextTaskWhereMany = (lists: number): Promise<unknown> | null => (lists > MANY ? new Promise(resolve => setTimeout(resolve, 0)) : null);
