import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { feature } from "topojson-client";
import { defineConfig, type Plugin } from "vite";

// The outlines of countries (Natural Earth 1:50m, public domain) as GeoJSON, from which the server cuts what it needs.
function outlines(): Plugin {
  return {
    name: "outlines",
    generateBundle() {
      const path = createRequire(import.meta.url).resolve("world-atlas/countries-50m.json");
      const topology = JSON.parse(readFileSync(path, "utf-8"));
      const source = JSON.stringify(feature(topology, topology.objects.countries), (key, value) => {
        if (key === "properties") return {};
        return typeof value === "number" ? Math.round(value * 1e4) / 1e4 : value;
      });
      this.emitFile({ type: "asset", fileName: "outlines.json", source });
    },
  };
}

// Entry points with stable names, so that templates can name them; the worker is copied as a file of its own,
// because a strict content policy allows no worker from a blob.
export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [outlines()],
  build: {
    outDir: "../src/trucewatch/web/static/built",
    emptyOutDir: true,
    target: "es2022",
    sourcemap: false,
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      input: { map: "src/map.ts", timeline: "src/timeline.ts", desk: "src/desk.ts", passkey: "src/passkey.ts" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
