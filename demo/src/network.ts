/** A slow or missing network, for this page alone: stands before `fetch`, so that everything on the page feels it. */

export interface Network {
  /** Milliseconds on top of each request. */
  latency: number;
  readonly offline: boolean;
  setOffline(offline: boolean): void;
  /** Called after each request of the page. */
  listen(heard: (exchange: Exchange) => void): void;
}

export interface Exchange {
  readonly url: string;
  readonly body: unknown;
  /** Null where no answer came. */
  readonly status: number | null;
  readonly ms: number;
  /** As JSON; null where it is none. */
  readonly answer: unknown;
}

export function standBefore(page: Window & typeof globalThis, latency: number): Network {
  const send = page.fetch.bind(page);
  let offline = false;
  const listeners: ((exchange: Exchange) => void)[] = [];
  const network: Network = {
    latency,
    get offline() { return offline; },
    setOffline(next) {
      offline = next;
      page.dispatchEvent(new Event(next ? 'offline' : 'online'));
    },
    listen(heard) { listeners.push(heard); },
  };
  Object.defineProperty(page.navigator, 'onLine', {configurable: true, get: () => !offline});
  page.fetch = async (input, init) => {
    if (network.latency > 0) await new Promise(resolve => setTimeout(resolve, network.latency));
    if (offline) throw new TypeError('The demo was told to be offline.');
    const from = performance.now();
    const told = (status: number | null, answer: unknown): void => {
      const url = input instanceof Request ? input.url : String(input);
      for (const heard of listeners) heard({url, body: init?.body, status, ms: performance.now() - from, answer});
    };
    const answered = send(input, init);
    void answered.then(async response => told(response.status, /json/.test(response.headers.get('content-type') ?? '') ? await response.clone().json().catch(() => null) : null), () => told(null, null));
    return answered;
  };
  return network;
}
