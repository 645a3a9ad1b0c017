interface Named {
  readonly name: string;
  readonly description?: string;
}

interface ElementDeclaration extends Named {
  readonly tagName: string;
  readonly members: readonly Named[];
  readonly attributes: readonly Named[];
}

/** A custom-elements manifest, as far as it is looked into here. */
export interface Manifest {
  readonly modules: readonly {readonly path: string; readonly declarations: readonly ElementDeclaration[]}[];
}

export function manifest(): Manifest;
export function undescribed(made: Manifest): string[];
export function page(made: Manifest): string;
export function writeData(made: Manifest, folder: string): void;
