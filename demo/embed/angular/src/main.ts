import 'inkling/define';
import {Component, CUSTOM_ELEMENTS_SCHEMA} from '@angular/core';
import {bootstrapApplication} from '@angular/platform-browser';
import type {InklingApplyEvent} from 'inkling/widgets';
import {InklingProviderDirective} from './inkling';

@Component({
  selector: 'app-campaigns',
  imports: [InklingProviderDirective],
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <inkling-provider [account]="account" endpoint="/inkling/v1" assetsWorker="/inkling-assets/worker.js" consentMeasurement consentPersonalization (apply)="respond($event)">
      <h1>Campaigns</h1>
      <inkling-panel surface="campaign-list"></inkling-panel>
    </inkling-provider>
  `,
})
class Campaigns {
  readonly account = new URLSearchParams(location.search).get('account') ?? '';

  respond(event: InklingApplyEvent) {
    event.respondWith(this.#apply(event));
  }

  async #apply({candidate, value}: InklingApplyEvent) {
    const answer = await fetch('/host/apply', {method: 'POST', body: JSON.stringify({candidateId: candidate.id, value})});
    if (!answer.ok) throw new Error(`The ads manager answered ${answer.status}.`);
    return answer.json() as Promise<{applicationId: string; undoUntil: number}>;
  }
}

void bootstrapApplication(Campaigns);
