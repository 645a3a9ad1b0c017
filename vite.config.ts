import {fileURLToPath} from 'node:url';
import {playwright} from '@vitest/browser-playwright';
import {defineConfig} from 'vitest/config';
import {findBrowser, WEBGPU_ARGUMENTS} from './tests/support/browser.mjs';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const alias = {
  'inkling/define': here('widgets/define.ts'),
  'inkling/widgets': here('widgets/index.ts'),
  inkling: here('src/index.ts'),
};
/** `vite build --mode library | worker | demo`: three builds, because library mode inlines every asset and the worker's are 30 MB. */
const builds = {
  library: {
    outDir: here('dist'), emptyOutDir: false, target: 'es2023', sourcemap: true,
    lib: {entry: {index: here('src/index.ts'), widgets: here('widgets/index.ts'), define: here('widgets/define.ts')}, formats: ['es' as const]},
    rollupOptions: {output: {chunkFileNames: 'chunks/[name]-[hash].js'}},
  },
  worker: {
    outDir: here('dist'), emptyOutDir: false, target: 'es2023', assetsInlineLimit: 0, modulePreload: false as const,
    rollupOptions: {input: {worker: here('src/worker.ts')}, preserveEntrySignatures: 'strict' as const, output: {entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js', assetFileNames: 'assets/[name]-[hash][extname]'}},
  },
  demo: {
    outDir: here('dist/demo'), emptyOutDir: true, target: 'es2023',
    rollupOptions: {input: {index: here('demo/index.html'), states: here('demo/states.html')}},
  },
};

export default defineConfig(({mode}) => ({
  root: mode === 'demo' || mode === 'development' ? here('demo') : here('.'),
  base: './',
  publicDir: false as const,
  resolve: {alias: mode === 'demo' ? {} : alias},
  worker: {format: 'es' as const},
  build: builds[mode as keyof typeof builds] ?? {},
  test: {
    reporters: ['default', ['json', {outputFile: '.cache/vitest.json'}]],
    projects: [
      {extends: true, root: here('.'), test: {name: 'unit', environment: 'node', include: ['tests/unit/**/*.test.ts', 'tests/contract/**/*.test.ts'], testTimeout: 30_000}},
      {
        extends: true,
        root: here('.'),
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          testTimeout: 60_000,
          browser: {
            enabled: true, headless: true, screenshotFailures: false,
            provider: playwright({launchOptions: {executablePath: findBrowser() ?? undefined, args: [...WEBGPU_ARGUMENTS]}}),
            instances: [{browser: 'chromium'}],
          },
        },
      },
    ],
  },
}));
