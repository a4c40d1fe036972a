import { defineConfig } from "vite";
import { sqlsync } from "sqlsync/vite";

const policy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self' blob: ws:";

export default defineConfig({
  plugins: [sqlsync()],
  build: { assetsInlineLimit: 100_000 },
  server: { headers: { "Content-Security-Policy": `${policy}; style-src 'self' 'unsafe-inline'` } },
});
