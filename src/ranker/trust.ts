/** Whether a manifest may serve here and now. What it is, its bytes have said; this is about when, where and after what. */
import {InklingError} from '../errors.js';
import type {Manifest} from '../ranking-types.js';
import {SDK_VERSION} from '../version.js';

export interface Terms {
  /** Epoch ms. */
  readonly now: number;
  /** What was asked for; any when left out. */
  readonly name?: string;
}

/** @throws {InklingError} `model-other`, `manifest-expired`, `sdk-too-old` */
export function checkTerms({name, version, expires, minimumSdk}: Manifest, url: string, terms: Terms): void {
  if (terms.name !== undefined && name !== terms.name) throw new InklingError('model-other', `${url} is the model ${name}, where ${terms.name} was named. It is not used; look at what the server's answer says.`);
  if (expires !== undefined && Date.parse(expires) <= terms.now) throw new InklingError('manifest-expired', `Version ${version} of ${name} was to be used until ${expires}. It is not used any more; publish it again, or look at this device's clock.`);
  if (minimumSdk !== undefined && isOlder(SDK_VERSION, minimumSdk)) throw new InklingError('sdk-too-old', `Version ${version} of ${name} needs Inkling ${minimumSdk}, and this page has ${SDK_VERSION}. Update the package.`);
}

/** What one version of this device's own has served; nothing below it is taken up again [R8]. @throws {InklingError} `manifest-older` */
export function checkVersion({name, version, mayReplaceNewer}: Manifest, trusted: number): void {
  if (version < trusted && mayReplaceNewer !== true) throw new InklingError('manifest-older', `Version ${version} of ${name} is older than version ${trusted}, which this device has trusted, and versions only go up. Publish it with --rollback if it is meant.`);
}

/** @param one, other `major.minor.patch` */
function isOlder(one: string, other: string): boolean {
  const [ours, theirs] = [one, other].map(version => version.split('.').map(Number)) as [number[], number[]];
  const first = [0, 1, 2].find(part => ours[part] !== theirs[part]);
  return first !== undefined && (ours[first] ?? 0) < (theirs[first] ?? 0);
}
