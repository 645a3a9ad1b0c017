/** docs/embedding.md as data, so that what it says is what is tested. */
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const GUIDE = fileURLToPath(new URL('../../docs/embedding.md', import.meta.url));

export interface Block {
  /** Of the section that it stands in. */
  readonly heading: string;
  /** `tsx`, `http` … */
  readonly language: string;
  /** The file of ours that holds these lines; null where none is named. */
  readonly file: string | null;
  readonly text: string;
}

export function blocks(): readonly Block[] {
  let heading = '';
  return [...readFileSync(GUIDE, 'utf8').matchAll(/^#+ (?<title>.+)$|^ *```(?<language>\w+)(?: \[(?<file>[^\]]+)\])?\n(?<text>[^]*?)^ *```$/gm)].flatMap(({groups = {}}) => {
    const {title, language = '', file = null, text = ''} = groups as Partial<Record<'title' | 'language' | 'file' | 'text', string>>;
    if (title === undefined) return [{heading, language, file, text}];
    heading = title;
    return [];
  });
}

export interface Recipe {
  readonly page: Readonly<Record<string, string>>;
  /** Of worker.js and the other scripts. */
  readonly scripts: Readonly<Record<string, string>>;
}

/** The headers below a heading: a comment line says whose those after it are. */
export function recipe(heading: string): Recipe {
  const found = blocks().find(block => block.language === 'http' && block.heading === heading);
  if (!found) throw new Error(`docs/embedding.md has no headers below "${heading}": its recipes are what tests/e2e/strict-pages.spec.ts serves.`);
  const headers: Record<keyof Recipe, Record<string, string>> = {page: {}, scripts: {}};
  let whose: readonly (keyof Recipe)[] = ['page', 'scripts'];
  for (const line of found.text.trim().split('\n')) {
    if (line.startsWith('#')) whose = /page/.test(line) ? ['page'] : ['scripts'];
    else for (const one of whose) headers[one][line.split(':', 1)[0]?.toLowerCase() ?? ''] = line.slice(line.indexOf(':') + 1).trim();
  }
  return headers;
}
