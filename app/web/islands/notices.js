// Prints the licences of what the bundles hold: every package of package-lock.json that is not for development alone.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const packages = Object.entries(JSON.parse(readFileSync("package-lock.json", "utf8")).packages)
  .filter(([path, entry]) => path && !entry.dev && !entry.optional)
  .map(([path]) => ({ path, ...JSON.parse(readFileSync(join(path, "package.json"), "utf8")) }))
  .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1));

const author = ({ author }) => (typeof author === "string" ? author : (author?.name ?? "not named"));
const licence = ({ path, ...one }) => {
  const name = readdirSync(path).sort().find((file) => /^(licen[cs]e|copying)(\.|$|-)/i.test(file));
  return name ? readFileSync(join(path, name), "utf8").replace(/\r\n?/g, "\n").trim() : `The package carries no licence text of its own. Author: ${author(one)}. Source: ${one.homepage ?? one.repository?.url ?? one.repository ?? "not named"}.`;
};

console.log(`Third-party notices

The scripts and styles in app/web/static/islands are built from the packages below. Amur's Python dependencies are installed from
their own packages, which carry their licences.`);
for (const one of packages) {
  const terms = typeof one.license === "string" ? one.license : (one.license?.type ?? one.licenses?.map((each) => each.type).join(" OR ") ?? "see below");
  console.log(`\n${"=".repeat(100)}\n${one.name} ${one.version} (${terms})\n\n${licence(one)}`);
}
