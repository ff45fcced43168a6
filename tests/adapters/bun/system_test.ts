import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { bunTest, spawnInBun } from "@tests/support/bun_program.ts";
import { filePromises, processPromises } from "@tests/support/system_contract.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const adapters = resolve(import.meta.dirname ?? ".", "../../../src/adapters");
const promises = { ...filePromises, ...processPromises };

for (const [name, holds] of Object.entries(promises)) {
  Deno.test(`the adapter to Deno: ${name}`, async () => {
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
  await using child = await spawnInBun(bun, "system_child.ts", []);
  return (await child.rest()).map((line) => JSON.parse(line) as Verdict);
}

for (const name of Object.keys(promises)) {
  await bunTest(`the adapter to Bun: ${name}`, async (bun) => {
    const verdict = (await (verdicts ??= verdictsInBun(bun))).find((one) => one.name === name);
    assert.deepEqual(verdict, { name, error: null }, verdict?.error ?? "never got there");
  });
}

Deno.test("each part of the system that Deno's adapter has, Bun's has under the same name", () => {
  const own = ["builtin.ts", "c_library.ts", "connect_tcp.ts"];
  const inBun = readdirSync(`${adapters}/bun`);
  const missing = readdirSync(`${adapters}/deno`).filter((name) =>
    !own.includes(name) && !inBun.includes(name)
  );
  assert.deepEqual(missing, []);
});
