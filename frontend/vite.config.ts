import { defineConfig } from "vite";

// Two entry points with stable names, so that templates can name them; the worker is copied as a file of its own,
// because a strict content policy allows no worker from a blob.
export default defineConfig({
  base: "./",
  publicDir: false,
  build: {
    outDir: "../src/trucewatch/web/static/built",
    emptyOutDir: true,
    target: "es2022",
    sourcemap: false,
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      input: { map: "src/map.ts", timeline: "src/timeline.ts" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
