import 'inkling/define';
import type {} from 'inkling/react';
import type {InklingApplyEvent} from 'inkling/widgets';

const account = new URLSearchParams(location.search).get('account') ?? 'act_1';

async function apply({candidate, value}: InklingApplyEvent) {
  const answer = await fetch('/host/apply', {method: 'POST', body: JSON.stringify({candidateId: candidate.id, value})});
  if (!answer.ok) throw new Error(`The ads manager answered ${answer.status}.`);
  return answer.json() as Promise<{applicationId: string; undoUntil: number}>;
}

export default function App() {
  return (
    <inkling-provider account={account} endpoint="/inkling/v1" consentMeasurement consentPersonalization oninkling-apply={event => event.respondWith(apply(event))}>
      <h1>Campaigns</h1>
      <inkling-panel surface="campaign-list" />
    </inkling-provider>
  );
}
