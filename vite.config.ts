import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {playwright} from '@vitest/browser-playwright';
import type {Plugin} from 'vite';
import {defineConfig} from 'vitest/config';
import {findBrowser, WEBGPU_ARGUMENTS} from './tests/support/browser.mjs';
import * as commands from './tests/support/intercept.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const ADAPTERS = ['google-ads', 'meta', 'amazon-ads', 'microsoft-ads', 'tiktok'];
const alias = {
  'inkling/themes': here('widgets/themes'),
  'inkling/locales': here('widgets/locales'),
  ...Object.fromEntries(ADAPTERS.map(name => [`inkling/adapters/${name}`, here(`src/adapters/${name}.ts`)])),
  'inkling/define': here('widgets/define.ts'),
  'inkling/widgets': here('widgets/index.ts'),
  inkling: here('src/index.ts'),
};
const {version: ortVersion} = JSON.parse(readFileSync(here('node_modules/onnxruntime-web/package.json'), 'utf8')) as {version: string};
/** The library names the worker that lies beside it in the one form that its users' bundlers know; were it left to Vite, the worker would be inlined. */
const workerBeside: Plugin = {
  name: 'inkling:worker-beside',
  enforce: 'pre',
  apply: (_config, {mode}) => mode === 'library',
  transform: code => (code.includes(`new URL('./worker.ts', import.meta.url)`) ? {code: code.replaceAll(`new URL('./worker.ts', import.meta.url)`, 'INKLING_WORKER_URL'), map: null} : null),
  renderChunk: code => (code.includes('INKLING_WORKER_URL') ? {code: code.replaceAll('INKLING_WORKER_URL', `new URL('./worker.js', import.meta.url)`), map: null} : null),
};
/** Vite's helper preloads styles and scripts of a document; in a worker there is none, and its kilobyte is left out. */
const importsAlone: Plugin = {
  name: 'inkling:imports-alone',
  apply: (_config, {mode}) => mode === 'worker',
  transform: (_code, id) => (id.includes('vite/preload-helper') ? 'export const __vitePreload = load => load();' : null),
};
/** ORT names its own file for pages opened from a disk, where no worker of ours runs; webpack takes that for a file of the package, and there is none. */
const ortByItsOwnUrl: Plugin = {
  name: 'inkling:ort-by-its-own-url',
  apply: (_config, {mode}) => mode === 'worker',
  transform: (code, id) => (/onnxruntime-web\/dist\/ort\.\w+\.bundle/.test(id) ? {code: code.replace(/new (\w+)\("ort\.\w+\.bundle\.min\.mjs",import\.meta\.url\)/g, 'new $1(import.meta.url)'), map: null} : null),
};
/** Lit asks for a document as soon as it is imported; on a server there is none, and the package must import there all the same. In a browser nothing changes. */
const importsAnywhere: Plugin = {
  name: 'inkling:imports-anywhere',
  apply: (_config, {mode}) => mode === 'library',
  transform(code, id) {
    const [from, to] = /\/lit-html\/(development\/)?lit-html\.js$/.test(id) ? ['=document,', '=globalThis.document??{createTreeWalker(){}},']
      : /\/reactive-element\/(development\/)?reactive-element\.js$/.test(id) ? ['extends HTMLElement', 'extends(globalThis.HTMLElement??class{})'] : [];
    if (from === undefined || to === undefined) return null;
    if (code.split(from).length !== 2) throw new Error(`${id} no longer has "${from}" once: look how it is imported on a server now, and change inkling:imports-anywhere.`);
    return {code: code.replace(from, to), map: null};
  },
};
/** `vite build --mode library | adapters | worker | demo`: several builds, because library mode inlines every asset and the worker's are 30 MB. */
const builds = {
  library: {
    outDir: here('dist'), emptyOutDir: false, target: 'es2023', sourcemap: true,
    lib: {
      entry: {
        index: here('src/index.ts'), widgets: here('widgets/index.ts'), define: here('widgets/define.ts'), inkling: here('widgets/loader.ts'),
        ...Object.fromEntries(['inline', 'badge', 'outcome', 'why', 'local-data'].map(name => [name, here(`widgets/${name}/${name}.ts`)])),
      },
      formats: ['es' as const],
    },
    // Flat, so that whichever chunk starts the worker lies beside it.
    rollupOptions: {output: {
      chunkFileNames: ({facadeModuleId}: {readonly facadeModuleId: string | null}) => (facadeModuleId?.includes('/locales/later/') ? '[name]-later-[hash].js' : '[name]-[hash].js'), minify: true,
      // The client with all that it imports is one file: what its lazy parts share with it is not worth a request of its own.
      codeSplitting: {groups: [{name: 'client', test: /\/src\/(client|feedback\/owner)\.ts$/}]},
    }},
  },
  /** Apart, so that a server that maps suggestions does not load the client for the one class that both have. */
  adapters: {
    outDir: here('dist/adapters'), emptyOutDir: false, target: 'es2023', sourcemap: true,
    lib: {entry: Object.fromEntries(ADAPTERS.map(name => [name, here(`src/adapters/${name}.ts`)])), formats: ['es' as const]},
    rollupOptions: {output: {chunkFileNames: '[name]-[hash].js', minify: true}},
  },
  worker: {
    outDir: here('dist'), emptyOutDir: false, target: 'es2023', assetsInlineLimit: 0, modulePreload: false as const,
    rollupOptions: {
      input: {worker: here('src/worker.ts')},
      preserveEntrySignatures: 'strict' as const,
      // ORT's files keep their names, in a folder of its version: any copy of that folder can be what `assets.wasm` names.
      output: {entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js', assetFileNames: `assets/ort-${ortVersion}/[name][extname]`},
    },
  },
  bench: {outDir: here('.cache/bench'), emptyOutDir: true, target: 'es2023', rollupOptions: {input: {index: here('tests/bench/index.html')}}},
  demo: {
    // `light-dark()` stays as it is: rewritten for older browsers, it no longer follows the `color-scheme` of the element that uses it.
    outDir: here('dist/demo'), emptyOutDir: true, target: 'es2023', cssTarget: ['chrome123', 'firefox120', 'safari17.5'], assetsInlineLimit: 0,
    rollupOptions: {input: {index: here('demo/index.html'), states: here('demo/states.html')}},
  },
};

export default defineConfig(({mode}) => ({
  root: here({demo: 'demo', development: 'demo', bench: 'tests/bench'}[mode] ?? '.'),
  base: './',
  publicDir: false as const,
  // `npm run dev` shows the demo from its sources; the answers come from an `npm start` beside it.
  server: {proxy: Object.fromEntries(['/demo/api', '/inkling', '/models'].map(path => [path, 'http://localhost:8787']))},
  resolve: {alias: mode === 'demo' ? {} : alias},
  plugins: [workerBeside, importsAlone, importsAnywhere, ortByItsOwnUrl],
  worker: {format: 'es' as const},
  // Its WASM is found beside its own script; the others are named, because a dependency found late reloads the page under a running test.
  optimizeDeps: {exclude: ['onnxruntime-web'], include: ['comlink', 'idb', 'valibot', 'lit', '@lit/localize', 'axe-core']},
  build: builds[mode as keyof typeof builds] ?? {},
  test: {
    // On two cores the default is one.
    maxWorkers: '100%',
    projects: [
      {extends: true, root: here('.'), test: {name: 'unit', environment: 'node', include: ['tests/unit/**/*.test.ts', 'tests/contract/**/*.test.ts'], testTimeout: 30_000}},
      // What was built and packed: after `npm run build`.
      {extends: true, root: here('.'), test: {name: 'package', environment: 'node', include: ['tests/package/**/*.test.ts'], testTimeout: 180_000, hookTimeout: 180_000}},
      {
        extends: true,
        root: here('.'),
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          testTimeout: 60_000,
          browser: {
            enabled: true, headless: true, screenshotFailures: false,
            commands: {...commands},
            provider: playwright({launchOptions: {executablePath: findBrowser() ?? undefined, args: [...WEBGPU_ARGUMENTS]}}),
            instances: [{browser: 'chromium'}],
          },
        },
      },
    ],
  },
}));
