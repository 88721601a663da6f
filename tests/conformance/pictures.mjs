// Reads each picture with the program that draws it, and prints a line for each that it does not take.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, ...files] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(modules), "any.js"));

// Before there is a window: it looks for itself in one.
const viz = await require("@viz-js/viz").instance();

const { JSDOM } = require("jsdom");
const { window } = new JSDOM("<!doctype html><body></body>");
Object.assign(globalThis, { window, document: window.document });
for (const name of ["DOMParser", "Element", "Node", "HTMLElement"]) globalThis[name] = window[name];
const mermaid = (await import(pathToFileURL(path.resolve(modules, "mermaid/dist/mermaid.core.mjs")))).default;

for (const file of files) {
  const text = fs.readFileSync(file, "utf8");
  try {
    if (file.endsWith(".dot")) {
      const drawn = viz.render(text, { format: "json" });
      const said = drawn.errors.filter((one) => one.level !== "warning");
      if (drawn.status !== "success" || said.length) throw new Error(JSON.stringify(said));
    } else {
      mermaid.initialize({ startOnLoad: false, maxTextSize: 1e7, maxEdges: 1e5 });
      await mermaid.parse(text);
    }
  } catch (error) {
    console.log(`${path.basename(file)}: ${String(error).replaceAll("\n", " ").slice(0, 200)}`);
  }
}
