/** Angular takes any attribute on a custom element; this directive has the provider's checked, and its apply as an output. */
import {Directive, booleanAttribute, input, output} from '@angular/core';
import type {InklingApplyEvent} from 'inkling/widgets';

@Directive({
  selector: 'inkling-provider',
  host: {
    '[attr.account]': 'account()',
    '[attr.endpoint]': 'endpoint()',
    '[attr.assets-worker]': 'assetsWorker()',
    '[attr.consent-measurement]': 'consentMeasurement() ? "" : null',
    '[attr.consent-personalization]': 'consentPersonalization() ? "" : null',
    '(inkling-apply)': 'apply.emit($event)',
  },
})
export class InklingProviderDirective {
  readonly account = input.required<string>();
  readonly endpoint = input.required<string>();
  readonly assetsWorker = input<string>();
  readonly consentMeasurement = input(false, {transform: booleanAttribute});
  readonly consentPersonalization = input(false, {transform: booleanAttribute});
  /** Emits while the event is on its way: `respondWith` can be called. */
  readonly apply = output<InklingApplyEvent>();
}
