import 'inkling/define';

const provider = document.querySelector('inkling-provider');
provider.setAttribute('account', new URLSearchParams(location.search).get('account') ?? '');
provider.addEventListener('inkling-apply', event => event.respondWith(apply(event)));

async function apply({candidate, value}) {
  const answer = await fetch('/host/apply', {method: 'POST', body: JSON.stringify({candidateId: candidate.id, value})});
  if (!answer.ok) throw new Error(`The ads manager answered ${answer.status}.`);
  const applied = await answer.json();
  return {...applied, undo: () => takeBack(applied)};
}

async function takeBack({applicationId}) {
  const answer = await fetch(`/host/apply/${applicationId}`, {method: 'DELETE'});
  if (!answer.ok) throw new Error(`The ads manager answered ${answer.status}.`);
}
