import react from '@vitejs/plugin-react';
import {defineConfig} from 'vite';

export default defineConfig({
  base: './',
  plugins: [react()],
  server: {proxy: {'/inkling/v1': 'http://localhost:8787', '/models': 'http://localhost:8787'}},
});
