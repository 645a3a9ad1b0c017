/** What a score can come from: each column of a feature schema belongs to one cause. */

/**
 * Of the context layer's namespaces, `interaction` is how suggestions were answered before, `visit` what was done since this visit began. `place` is where
 * the list stands, `suggestion` what kind it is and how new, `impact` and `cost` what it promises and asks, `server` the platform's own score.
 */
export const CAUSES = ['visit', 'interaction', 'place', 'campaign', 'performance', 'market', 'workflow', 'account', 'goal', 'suggestion', 'impact', 'cost', 'server'] as const;
export type Cause = (typeof CAUSES)[number];

/** By the first part of a fact's name (src/features/facts.ts). */
const BY_FACT: Readonly<Record<string, Cause>> = {
  surface: 'place', 'entity-level': 'place', 'list-size': 'place', 'is-list-entity': 'place', 'visit-age': 'visit', idle: 'visit', tally: 'interaction',
  'server-score': 'server', 'server-gap': 'server', 'server-rank': 'server', 'spend-change': 'cost', effort: 'cost',
  'impact-metric': 'impact', 'impact-low': 'impact', 'impact-high': 'impact', 'impact-mid': 'impact', 'impact-width': 'impact', horizon: 'impact',
};

/** @param fact of a column of `context` or `candidates`; one that is not known belongs to the suggestion itself */
export function causeOf(fact: string, of: 'context' | 'candidates'): Cause {
  const namespace = /^signal:([a-z]+)\./.exec(fact)?.[1];
  if (namespace !== undefined) return CAUSES.find(cause => cause === namespace) ?? 'account';
  const cause = BY_FACT[fact.replace(/:.*/, '')] ?? 'suggestion';
  // A candidate's own level says what it is, a list's where it stands.
  return of === 'candidates' && fact === 'entity-level' ? 'suggestion' : cause;
}
