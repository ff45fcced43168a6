import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { denoMembers } from "@/adapters/bun/deno_members.ts";
import { bunTest, spawnInBun } from "@tests/support/bun_program.ts";
import { fileMembers, processMembers } from "@tests/support/deno_members_contract.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const source = resolve(import.meta.dirname ?? ".", "../../../src");

for (const [name, holds] of Object.entries({ ...fileMembers, ...processMembers })) {
  Deno.test(`Deno itself: ${name}`, async () => {
    using folder = tempFolder();
    await holds(folder.path);
  });
}

interface Verdict {
  readonly name: string;
  readonly error: string | null;
}

let verdicts: Promise<readonly Verdict[]> | null = null;

async function verdictsInBun(bun: string): Promise<readonly Verdict[]> {
  await using child = await spawnInBun(bun, "bun_members_child.ts", []);
  return (await child.rest()).map((line) => JSON.parse(line) as Verdict);
}

for (const name of Object.keys({ ...fileMembers, ...processMembers })) {
  await bunTest(`the adapter to Bun: ${name}`, async (bun) => {
    const verdict = (await (verdicts ??= verdictsInBun(bun))).find((one) => one.name === name);
    assert.deepEqual(verdict, { name, error: null }, verdict?.error ?? "never got there");
  });
}

/** Types, words in comments, and what is only used where it is there. */
const notNeeded = ["FsFile", "listenDatagram", "serve"];

Deno.test("denoMembers holds every member of Deno that the sources use", () => {
  const used = new Set<string>();
  const usedErrors = new Set<string>();
  for (const path of readdirSync(source, { recursive: true, encoding: "utf8" })) {
    if (
      !path.endsWith(".ts") || path.startsWith("adapters/bun/") || path.startsWith("adapters/deno/")
    ) continue;
    const text = readFileSync(join(source, path), "utf8");
    for (const [, name = ""] of text.matchAll(/(?<![\w.":])Deno\.([a-z]\w*)/g)) used.add(name);
    for (const [, name = ""] of text.matchAll(/new Deno\.(\w+)/g)) used.add(name);
    for (const [, name = ""] of text.matchAll(/Deno\.errors\.(\w+)/g)) usedErrors.add(name);
  }
  const missing = [...used].filter((name) => !(name in denoMembers) && !notNeeded.includes(name));
  assert.deepEqual(missing, []);
  const missingErrors = [...usedErrors].filter((name) => !(name in denoMembers.errors));
  assert.deepEqual(missingErrors, []);
});
