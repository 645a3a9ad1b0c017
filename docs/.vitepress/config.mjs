/** How the site looks and is built. Its pages are laid out by `docs/site/stage.mjs`, which `npm run docs` and `npm run docs:build` call first. */
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {defineConfig} from 'vitepress';

const at = path => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const {version} = JSON.parse(readFileSync(at('package.json'), 'utf8'));

export default defineConfig({
  title: 'Inkling',
  description: 'An insights SDK for ads managers, with on-device ranking.',
  lang: 'en',
  head: [['link', {rel: 'icon', type: 'image/svg+xml', href: `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#2c46c8"/><path d="M4 5h8M4 8h5M4 11h7" stroke="#fff" stroke-width="1.5" stroke-linecap="round"/></svg>')}`}]],
  srcDir: at('.cache/site/pages'),
  srcExclude: ['public/**'],
  outDir: at('dist/site'),
  cacheDir: at('.cache/site/vitepress'),
  // Pages are files: any server of files will do.
  cleanUrls: false,
  markdown: {
    theme: {light: 'github-light-high-contrast', dark: 'github-dark-default'},
    config: markdown => {
      // A table that is wider than the page scrolls by itself: by the keyboard too.
      markdown.renderer.rules.table_open = () => '<table tabindex="0">\n';
    },
  },
  vue: {template: {compilerOptions: {isCustomElement: tag => tag.startsWith('inkling-')}}},
  themeConfig: {
    nav: [
      {text: 'Guide', link: '/guide'}, {text: 'Elements', link: '/elements/overview'}, {text: 'API', link: '/reference/inkling'}, {text: 'Wire', link: '/wire/calls'}, {text: `v${version}`, link: '/changelog'},
    ],
    sidebar: JSON.parse(readFileSync(at('.cache/site/sidebar.json'), 'utf8')),
    outline: {level: [2, 3]},
    search: {provider: 'local', options: {miniSearch: {searchOptions: {boost: {title: 4, titles: 2, text: 1}}}}},
    footer: {message: 'Apache-2.0'},
  },
});
