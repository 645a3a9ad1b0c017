import type {InklingApplyEvent} from 'inkling/widgets';
import {StrictMode} from 'react';
import {createRoot} from 'react-dom/client';
import {InklingPanel, InklingProvider} from './inkling.js';

const account = new URLSearchParams(location.search).get('account') ?? '';

async function apply({candidate, value}: InklingApplyEvent) {
  const answer = await fetch('/host/apply', {method: 'POST', body: JSON.stringify({candidateId: candidate.id, value})});
  if (!answer.ok) throw new Error(`The ads manager answered ${answer.status}.`);
  return answer.json() as Promise<{applicationId: string; undoUntil: number}>;
}

function Campaigns() {
  return (
    <InklingProvider account={account} endpoint="/inkling/v1" consentMeasurement consentPersonalization onApply={event => event.respondWith(apply(event))}>
      <h1>Campaigns</h1>
      <InklingPanel surface="campaign-list" />
    </InklingProvider>
  );
}

createRoot(document.querySelector('#root') as HTMLElement).render(<StrictMode><Campaigns /></StrictMode>);
