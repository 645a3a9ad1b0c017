export const WEBGPU_ARGUMENTS: readonly string[];
export function findBrowser(): string | null;
export function findFirefox(): string | null;
export function findWebKit(): {readonly driver: string; readonly screen: string} | null;
