/** What a content security policy lets happen, asked of its text: trying it instead would be reported as a violation to whoever watches over the page. */

/** The directives that say what a worker may be made of, each where those before it are not written. */
const WORKERS = ['worker-src', 'child-src', 'script-src', 'default-src'];
const SCRIPTS = ['script-src', 'default-src'];
const COMPILING = ['\'wasm-unsafe-eval\'', '\'unsafe-eval\''];

/** @param policies as a header gives them, several parted by commas; null where there is none */
export function letsCompile(policies: string | null): boolean {
  return lets(policies, SCRIPTS, COMPILING);
}

export function letsBlobWork(policies: string | null): boolean {
  return lets(policies, WORKERS, ['blob:', '\'strict-dynamic\'']);
}

/**
 * What the page itself is under, as far as it can be known: what stands in it, and what it came with where its own origin has been fetched from already, so that asking again is
 * allowed. Never rejects.
 */
export async function policiesOfPage(): Promise<string> {
  const written = [...document.querySelectorAll<HTMLMetaElement>('meta[http-equiv="content-security-policy" i]')].map(({content}) => content);
  const {origin} = self;
  const mayAsk = performance.getEntriesByType('resource').some(({name, initiatorType}: PerformanceEntry & {initiatorType?: string}) => initiatorType === 'fetch' && name.startsWith(`${origin}/`));
  const came = mayAsk ? await fetch(location.href, {method: 'HEAD'}).then(({headers}) => headers.get('content-security-policy'), () => null) : null;
  return [...written, came].join();
}

/** Each policy has its say; one without any of the directives says nothing. */
function lets(policies: string | null, directives: readonly string[], sources: readonly string[]): boolean {
  return (policies ?? '').toLowerCase().split(',').every(policy => {
    const parts = policy.split(';').map(part => part.trim().split(/\s+/));
    const list = directives.map(name => parts.find(([is]) => is === name)).find(Boolean);
    return !list || sources.some(source => list.includes(source));
  });
}
