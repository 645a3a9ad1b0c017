/** A slow or missing network, for this page alone: stands before `fetch`, so that everything on the page feels it. */

export interface Network {
  /** Milliseconds on top of each request. */
  latency: number;
  readonly offline: boolean;
  setOffline(offline: boolean): void;
}

export function standBefore(page: Window & typeof globalThis, latency: number): Network {
  const send = page.fetch.bind(page);
  let offline = false;
  const network: Network = {
    latency,
    get offline() { return offline; },
    setOffline(next) {
      offline = next;
      page.dispatchEvent(new Event(next ? 'offline' : 'online'));
    },
  };
  Object.defineProperty(page.navigator, 'onLine', {configurable: true, get: () => !offline});
  page.fetch = async (input, init) => {
    if (network.latency > 0) await new Promise(resolve => setTimeout(resolve, network.latency));
    if (offline) throw new TypeError('The demo was told to be offline.');
    return send(input, init);
  };
  return network;
}
