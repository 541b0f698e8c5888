// Every frontend/js/NAME.entry.js and frontend/css/NAME.entry.css becomes an entry by itself: the template
// tag {% asset "NAME" %} finds both. Nothing here has to change when a page gets its own script.
import { globSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build, defineConfig } from "vite";

const OUT = "src/densach/static/dist";
const TARGET = ["chrome107", "firefox104", "safari16"]; // the oldest phones that still meet the web at large

const entries = Object.fromEntries(
  globSync("frontend/{js,css}/*.entry.{js,css}").map((path) => [
    basename(path).replace(".entry.js", "").replace(".entry.css", "-style"),
    path,
  ]),
);

// .br and .gz beside every text file: no work at run time, and they travel in the wheel.
const precompressed = () => ({
  name: "precompressed",
  apply: "build",
  closeBundle() {
    const folder = join(OUT, "assets");
    for (const name of readdirSync(folder)) {
      if (!/\.(js|css|svg|wasm)$/.test(name)) continue;
      const bytes = readFileSync(join(folder, name));
      writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
      const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
      writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes, { params }));
    }
  },
});

// The notices of what the bundle really contains: MIT, BSD and OFL ask for them.
const notices = () => ({
  name: "notices",
  apply: "build",
  generateBundle(_options, bundle) {
    const packages = new Set(["@fontsource/be-vietnam-pro"]); // used by CSS only, so named by hand
    for (const chunk of Object.values(bundle)) {
      for (const id of chunk.moduleIds ?? []) {
        const found = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id.replaceAll("\\", "/"));
        if (found) packages.add(found[1]);
      }
    }
    const texts = [...packages].sort().map((name) => {
      const folder = join("node_modules", name);
      const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
      if (!file) throw new Error(`${name}: no licence file in the package, so its notice cannot be given.`);
      return `== ${about.name} ${about.version} (${about.license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
    });
    this.emitFile({ type: "asset", fileName: "THIRD-PARTY.txt", source: texts.join("\n\n") });
  },
});

// The service worker in one file of its own: workers of older browsers import nothing.
const worker = () => ({
  name: "worker",
  apply: "build",
  closeBundle: () =>
    build({
      configFile: false,
      publicDir: false,
      logLevel: "warn",
      build: {
        outDir: OUT,
        emptyOutDir: false,
        target: TARGET,
        modulePreload: false,
        lib: { entry: "frontend/sw.js", formats: ["iife"], name: "worker", fileName: () => "sw.js" },
      },
    }),
});

export default defineConfig({
  base: "/static/dist/",
  publicDir: false,
  clearScreen: false,
  logLevel: "warn",
  plugins: [notices(), precompressed(), worker()],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    manifest: true,
    target: TARGET,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      input: entries,
      // What every page needs, in one request instead of four.
      output: { codeSplitting: { groups: [{ name: "common", test: /js[\\/](csrf|words|toasts)\.js$|vite[\\/]preload-helper/ }] } },
    },
  },
});
