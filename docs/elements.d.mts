export interface Named {
  readonly name: string;
  readonly description?: string;
}

interface Member extends Named {
  readonly kind: 'field' | 'method';
}

interface ElementDeclaration extends Named {
  readonly tagName: string;
  readonly members: readonly Member[];
  readonly attributes: readonly Named[];
  readonly events: readonly Named[];
  readonly slots?: readonly Named[];
  readonly cssParts?: readonly Named[];
}

/** A custom-elements manifest, as far as it is looked into here. */
export interface Manifest {
  readonly modules: readonly {readonly path: string; readonly declarations: readonly ElementDeclaration[]}[];
}

export function manifest(): Manifest;
export function declarations(made: Manifest): ElementDeclaration[];
export function designTokens(): {readonly name: string; readonly value: string}[];
export function undescribed(made: Manifest): string[];
export function page(made: Manifest): string;
export function writeData(made: Manifest, folder: string): void;
