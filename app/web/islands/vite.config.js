// Builds the islands into ../static/islands: hashed names and a manifest that the server reads. The output is committed.
import { resolve } from "node:path";
import { defineConfig } from "vite";

const source = (name) => resolve(import.meta.dirname, "src", name);

export default defineConfig({
  base: "/static/islands/",
  build: {
    outDir: "../static/islands",
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: false,
    assetsInlineLimit: 0, // no data: addresses: the content policy names the host alone
    target: "es2022",
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      input: { page: source("page.js"), graph: source("graph.js"), sparql: source("sparql.js"), timeline: source("timeline.js") },
      output: { entryFileNames: "[name]-[hash].js", chunkFileNames: "[name]-[hash].js", assetFileNames: "[name]-[hash][extname]" },
    },
  },
});
