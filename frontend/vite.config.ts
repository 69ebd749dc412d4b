// How scripts and styles are built: one entry for every page, one for each folder of src/ with a main.ts.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

const root = import.meta.dirname;
const rooms = readdirSync(`${root}/src`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`${root}/src/${entry.name}/main.ts`))
  .map((entry) => `${root}/src/${entry.name}/main.ts`);

/** Writes icons.json, from which the template tag `{% icon %}` draws: name → what stands inside the svg element. */
function icons(): Plugin {
  return {
    name: "icons",
    generateBundle() {
      const names: string[] = JSON.parse(readFileSync(`${root}/src/icons/names.json`, "utf8"));
      const drawn = names.map((name) => {
        const svg = readFileSync(`${root}/node_modules/lucide-static/icons/${name}.svg`, "utf8");
        const inside = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1] ?? "";
        return [name, inside.replace(/\s*\n\s*/g, "").trim()];
      });
      this.emitFile({ type: "asset", fileName: "icons.json", source: JSON.stringify(Object.fromEntries(drawn)) });
    },
  };
}

export default defineConfig({
  root,
  base: "/static/",
  plugins: [icons()],
  build: {
    outDir: "dist",
    manifest: true,
    target: ["chrome125", "firefox128", "safari17.5"],
    assetsInlineLimit: 0,
    // Django writes the tags; the polyfill would be an inline script.
    modulePreload: { polyfill: false },
    rolldownOptions: { input: [`${root}/src/base.ts`, ...rooms] },
  },
});
