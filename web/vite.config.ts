import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// Strict CSP: no inline script or style may appear, so nothing is inlined as data: either.
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../src/gto_studio/web/static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": "http://127.0.0.1:8788", "/health": "http://127.0.0.1:8788" },
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"] },
});
