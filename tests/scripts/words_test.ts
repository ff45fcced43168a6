import assert from "node:assert/strict";
import { checkSpreads } from "../../scripts/imports/spreads.ts";
import { checkExports } from "../../scripts/imports/unused_exports.ts";
import { wordsOf } from "../../scripts/imports/words.ts";

Deno.test("checkSpreads() finds literals that are spread, and nothing else", () => {
  const source = [
    "const a = { ...{ b, c }, d };",
    'f(...["x", y]);',
    "const e = [...[1, { f: [2] }].map(g), ...h];",
    "const i = { ...(j ? { k } : {}), ...l };",
    "const m = [",
    "  ...[n, `${{ o }}`],",
    "];",
    "const { ...rest } = p;",
  ].join("\n");
  const fault = "a literal is spread, write what is in it plainly";
  assert.deepEqual(checkSpreads("src/a.ts", wordsOf(source)), [
    `src/a.ts:1 → ...{: ${fault}`,
    `src/a.ts:2 → ...[: ${fault}`,
    `src/a.ts:6 → ...[: ${fault}`,
  ]);
});

Deno.test("checkExports() finds what no other file uses, and nothing else", () => {
  const files = {
    "src/a.ts": [
      "export const used = 1;",
      "export const renamed = used;",
      "export const loaded = 1;",
      "export const passedOn = 1;",
      "export interface Unused { readonly used: number }",
      "export async function alsoUnused(): Promise<Unused> { return await Promise.resolve({ used }); }",
      "export const type = 1;",
    ],
    "src/b/c.ts": [
      'import { type used, renamed as used2, type } from "@/a.ts";',
      'export { passedOn } from "../a.ts";',
      'const load = async () => (await import("@/a.ts")).loaded;',
    ],
    "src/whole.ts": ["export const all = 1;"],
    "src/entry.ts": ["export const entry = 1;"],
    "tests/a_test.ts": ['import * as whole from "@/whole.ts";', "export const inTest = 1;"],
  };
  const sources = new Map(
    Object.entries(files).map(([path, lines]) => [path, wordsOf(lines.join("\n"))]),
  );
  assert.deepEqual(checkExports(sources, (path) => path.startsWith("src/"), ["src/entry.ts"]), [
    "src/a.ts:5 → Unused: exported, and no other file uses it",
    "src/a.ts:6 → alsoUnused: exported, and no other file uses it",
  ]);
});
