/** An ads platform of two accounts that answers without thinking. What the world makes of budgets is the world's to test. */
import type {Candidate} from '../../../src/types.js';
import type {Platform} from '../../../demo/server/platform.js';

const DAY = 86_400_000;

export function stubPlatform(): Platform {
  const budgets = new Map([['act_1', 100], ['act_2', 40]]);
  const undo = new Map<string, number>();
  const budgetOf = (account: string) => budgets.get(account) ?? 0;
  const candidate = (account: string, index: number, now: number): Candidate => ({
    id: `${account}-c${index}`, version: `v${budgetOf(account)}`, type: 'raise-budget', entity: {level: 'campaign', id: 'cmp_1', name: 'Spring'},
    headline: `Raise the budget ${index}`, reason: 'It was spent by noon on 5 of 7 days.', serverScore: 1 - index / 10, createdAt: now - DAY, embedding: [0.25, -0.5],
    change: {field: 'dailyBudget', current: budgetOf(account), recommended: budgetOf(account) * 1.2},
  });
  return {
    accountIds: [...budgets.keys()],
    account: id => ({id, name: `Account ${id}`, vertical: 'retail', currency: 'EUR', campaigns: [{id: 'cmp_1'}]}),
    candidates: (account, _surface, _entity, now) => [0, 1, 2].map(index => candidate(account, index, now)),
    signals: () => [{namespace: 'account', name: 'spend7d', value: 700}],
    report: (_account, _campaign, days) => Array.from({length: days}, (_, day) => ({date: `2026-11-${day + 1}`, spend: 10})),
    apply(account, _candidateId, version, value, now) {
      if (version !== `v${budgetOf(account)}`) return {conflict: {dailyBudget: budgetOf(account)}};
      const applicationId = `app-${undo.size}`;
      undo.set(applicationId, budgetOf(account));
      budgets.set(account, Number(value ?? budgetOf(account) * 1.2));
      return {applicationId, undoUntil: now + 15_000, campaign: {id: 'cmp_1', dailyBudget: budgetOf(account)}};
    },
    undo(account, applicationId) {
      budgets.set(account, undo.get(applicationId) ?? 0);
      return {campaign: {id: 'cmp_1', dailyBudget: budgetOf(account)}};
    },
    editBudget: (account, _campaign, dailyBudget) => budgets.set(account, dailyBudget),
    outcomes: () => [],
  };
}
