/** What a provider says to those who debug, in the page and on the console [W1]. */
import {html, type LitElement, type TemplateResult} from 'lit';
import type {Insights} from '../../src/insights-types.js';

const MISSING = 'No client: set the attributes `account` and `endpoint` on <inkling-provider>, or hand one in as its property `client`.';

export class Debug {
  #client: Insights | null = null;
  /** Why there is no client. */
  #failure = MISSING;
  /** What was printed last: a state is printed once, however often somebody asks. */
  #printed: string | null = null;
  /** The last apply or undo that failed, until one succeeds. */
  #trouble: readonly [what: string, why: string] | null = null;

  constructor(readonly host: LitElement) {
    for (const type of ['inkling-applied', 'inkling-undone']) host.addEventListener(type, () => {
      this.#trouble = null;
      host.requestUpdate();
    });
  }

  /** Says how that client stands, now and at each change. */
  watch(client: Insights | null, failure: string | null): void {
    this.#listen(client);
    this.#failure = failure ?? MISSING;
    this.#report();
  }

  stop(): void {
    this.#listen(null);
    this.#printed = null;
  }

  #listen(client: Insights | null): void {
    this.#client?.removeEventListener('status', this.#report);
    this.#client = client;
    client?.addEventListener('status', this.#report);
  }

  tell(what: string, error: unknown): void {
    this.#trouble = [what, reasons(error)];
    this.host.requestUpdate();
    print(what, error);
  }

  #report = (): void => {
    this.host.requestUpdate();
    const said = this.#client?.status ?? this.#failure;
    const state = JSON.stringify(said);
    if (state !== this.#printed) print(said);
    this.#printed = state;
  };

  render(): TemplateResult {
    const status = this.#client?.status;
    const line = ([what, why]: readonly [string, string | null]) => html`<p><strong>${what}</strong> ${why}</p>`;
    return html`
      <div class="debug" role="group" aria-label="Inkling status">
        ${line(['inkling', status ? standing(status) : this.#failure])}${status?.reason ? line([status.reason, status.detail]) : null}${this.#trouble ? line(this.#trouble) : null}
      </div>`;
  }
}

const standing = ({state, backend, model, feedback, storage, restarts}: Insights['status']): string =>
  `${state} · backend ${backend} · model ${model ? `${model.name} ${model.version}` : 'none'} · feedback ${feedback} · storage ${storage}${restarts ? ` · restarts ${restarts}` : ''}`;

/** What an error says, and what caused it says. */
const reasons = (error: unknown): string => (error instanceof Error ? [error.message || error.name, error.cause && reasons(error.cause)].filter(Boolean).join(' · ') : String(error));

function print(...said: unknown[]): void {
  // eslint-disable-next-line no-console -- Only for those who ask for it by the attribute `debug`.
  console.info('inkling', ...said);
}
