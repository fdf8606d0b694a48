// The report of a visit to every page: a table for people, the same as JSON for machines.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const OUT = join(fileURLToPath(import.meta.url), "../../out");

const kilobytes = (bytes) => (bytes / 1024).toFixed(1);

// Rows are { who, path, route, weight, requests, shift, axe, faults }; one line for each route shows the worst visit.
export async function report(rows) {
  const routes = new Map();
  for (const row of rows) {
    const worst = routes.get(row.route) ?? { visits: 0, document: 0, stylesheet: 0, script: 0, requests: 0, shift: 0, axe: 0, faults: 0 };
    worst.visits += 1;
    for (const kind of ["document", "stylesheet", "script"]) worst[kind] = Math.max(worst[kind], row.weight[kind]);
    worst.requests = Math.max(worst.requests, row.requests);
    worst.shift = Math.max(worst.shift, row.shift);
    worst.axe += row.axe;
    worst.faults += row.faults.length;
    routes.set(row.route, worst);
  }
  const head = ["page", "visits", "HTML KB", "CSS KB", "JS KB", "requests", "shift", "axe", "faults"];
  const lines = [...routes].sort(([one], [other]) => one.localeCompare(other)).map(([route, it]) => [
    route, it.visits, kilobytes(it.document), kilobytes(it.stylesheet), kilobytes(it.script), it.requests, it.shift.toFixed(3), it.axe, it.faults,
  ].map(String));
  const wide = head.map((word, column) => Math.max(word.length, ...lines.map((line) => line[column].length)));
  const print = (line) => `| ${line.map((cell, column) => (column ? cell.padStart(wide[column]) : cell.padEnd(wide[column]))).join(" | ")} |`;
  const table = [print(head), `|${wide.map((width) => "-".repeat(width + 2)).join("|")}|`, ...lines.map(print)].join("\n");
  await mkdir(OUT, { recursive: true });
  await writeFile(join(OUT, "pages.json"), JSON.stringify(rows, null, 1));
  await writeFile(join(OUT, "pages.md"), `${table}\n`);
  return table;
}
