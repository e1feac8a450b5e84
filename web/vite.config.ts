import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** react-aria brings its words in thirty languages; the pages speak one. */
const englishOnly = {
  name: "english-only",
  enforce: "pre" as const,
  load: (id: string) =>
    /react-(aria|stately)\/.*\/intl\/.*\/(?!en-US)[a-z]{2}-[A-Z]{2}\.m?js$/.test(id) ? "export default {}" : null,
};

// Strict CSP: no inline script or style may appear, so nothing is inlined as data: either.
export default defineConfig({
  plugins: [englishOnly, react()],
  build: {
    outDir: "../src/gto_studio/web/static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    chunkSizeWarningLimit: 900,
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": "http://127.0.0.1:8788", "/health": "http://127.0.0.1:8788" },
  },
  // A busy machine may keep a test waiting, whatever it does.
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"], testTimeout: 120_000, hookTimeout: 120_000 },
});
