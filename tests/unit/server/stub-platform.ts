/** An ads platform of two accounts that answers without thinking. What the world makes of budgets is the world's to test. */
import type {Candidate} from '../../../src/types.js';
import type {Platform} from '../../../demo/server/platform.js';
import {unacceptable} from '../../../models/world/acceptable.js';

const DAY = 86_400_000;
const UNDO_MS = 15_000;

export function stubPlatform(): Platform {
  const budgets = new Map([['act_1', 100], ['act_2', 40]]);
  const before = new Map<string, {readonly budget: number; readonly until: number}>();
  
  const budgetOf = (account: string) => budgets.get(account) ?? 0;
  const candidate = (account: string, index: number, now: number): Candidate => ({
    id: `${account}-c${index}`, version: `v${budgetOf(account)}`, type: 'raise-budget', entity: {level: 'campaign', id: 'cmp_1', name: 'Spring'},
    headline: `Raise the budget ${index}`, reason: 'It was spent by noon on 5 of 7 days.', serverScore: 1 - index / 10, createdAt: now - DAY, embedding: [0.25, -0.5],
    change: {field: 'dailyBudget', current: budgetOf(account), recommended: budgetOf(account) * 1.2, min: 1, max: 1000, step: 0.5},
  });
  return {
    accountIds: [...budgets.keys()],
    embedding: {version: 'stub-1'},
    account: id => ({id, name: `Account ${id}`, vertical: 'retail', currency: 'EUR', campaigns: [{id: 'cmp_1'}]}),
    candidates: (account, _surface, _entity, now) => [0, 1, 2].map(index => candidate(account, index, now)),
    signals: () => [{namespace: 'account', name: 'spend7d', value: 700}],
    report: (_account, _campaign, days) => Array.from({length: days}, (_, day) => ({date: `2026-11-${day + 1}`, spend: 10})),
    apply(account, candidateId, version, value, now) {
      const candidateNow = [0, 1, 2].map(index => candidate(account, index, now)).find(({id}) => id === candidateId) ?? null;
      if (!candidateNow) return {conflict: 'unknown', candidate: null};
      if (candidateNow.version !== version) return {conflict: 'changed', candidate: candidateNow};
      const wrong = unacceptable(candidateNow.change, value);
      if (wrong !== null) return {unacceptable: wrong};
      const applicationId = `app-${before.size}`;
      before.set(applicationId, {budget: budgetOf(account), until: now + UNDO_MS});
      budgets.set(account, Number(value ?? budgetOf(account) * 1.2));
      return {applicationId, undoUntil: now + UNDO_MS, campaign: {id: 'cmp_1', dailyBudget: budgetOf(account)}};
    },
    undo(account, applicationId, now) {
      const {budget, until} = before.get(applicationId) ?? {budget: 0, until: 0};
      if (now > until) return false;
      budgets.set(account, budget);
      before.delete(applicationId);
      return true;
    },
    editBudget: (account, _campaign, dailyBudget) => budgets.set(account, dailyBudget),
    outcomes: () => [],
  };
}
