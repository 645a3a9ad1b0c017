/** What the address says about the demo: `?account=act_2&backend=wasm&consent=all`. A link is a state. */
import type {Backend, Consent} from 'inkling';

const BACKENDS = ['webgpu', 'wasm', 'linear', 'none'] as const satisfies readonly Backend[];
const THEMES = ['light', 'dark'] as const;

export interface Knobs {
  readonly account: string | null;
  /** Who visits: see `visits/personas.ts`. Null is nobody in particular. */
  readonly persona: string | null;
  /** A persona is a user of its own, where the address names none. */
  readonly user: string;
  /** Null leaves the choice to the device. */
  readonly backend: Backend | null;
  /** Null asks the advertiser. */
  readonly consent: Consent | null;
  /** Null follows the system. */
  readonly theme: (typeof THEMES)[number] | null;
  /** Milliseconds on top of each request to the server. */
  readonly latency: number;
  /** Times the SDK's deadlines: a WebGPU that runs in software needs 50. */
  readonly patience: number;
  /** τ of the exploration; 0 shows the policy's own best order. Null leaves it to the model. */
  readonly temperature: number | null;
  /** Plays the persona's visit, so many times as fast as a person. Null waits to be asked. */
  readonly play: number | null;
}

const among = <Name extends string>(names: readonly Name[], value: string | null): Name | null => names.find(name => name === value) ?? null;

export function readKnobs(search: string): Knobs {
  const query = new URLSearchParams(search);
  const consent = query.get('consent');
  return {
    account: query.get('account'),
    persona: query.get('persona'),
    user: query.get('user') ?? query.get('persona') ?? 'mk',
    backend: among(BACKENDS, query.get('backend')),
    consent: consent === 'all' || consent === 'none' ? {measurement: consent === 'all', personalization: consent === 'all'} : null,
    theme: among(THEMES, query.get('theme')),
    latency: Math.max(0, Number(query.get('latency')) || 0),
    patience: Math.max(1, Number(query.get('patience')) || 1),
    temperature: query.has('temperature') ? Math.max(0, Number(query.get('temperature')) || 0) : null,
    play: query.has('play') ? Math.min(64, Math.max(0.1, Number(query.get('play')) || 1)) : null,
  };
}

/** This page's address with some knobs turned; null takes one out. */
export function addressOf(turned: Partial<Record<keyof Knobs, string | null>>): string {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(turned)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return `${location.pathname}${text === '' ? '' : `?${text}`}${location.hash}`;
}

export const addressWith = (name: keyof Knobs, value: string | null): string => addressOf({[name]: value});

/** Keeps the address true without loading the page again. */
export function rememberKnob(name: keyof Knobs, value: string | null): void {
  history.replaceState(history.state, '', addressWith(name, value));
}
