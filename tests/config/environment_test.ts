import assert from "node:assert/strict";
import { resolve } from "node:path";
import { environmentNames } from "@/config/environment_names.ts";

const root = resolve(import.meta.dirname ?? ".", "../..");

/** They read no configuration. */
const withoutConfiguration = new Set(["lock", "state"]);

Deno.test("every task of the program may read every variable that the configuration looks at", async () => {
  const { tasks, permissions } = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
  const ours = Object.entries<string>(tasks).filter(([, line]) =>
    /\.ts \w+$/.test(line) && line.includes(" -P=")
  )
    .filter(([name]) => !withoutConfiguration.has(name));
  assert.ok(ours.length > 0);
  for (const [name, line] of ours) {
    const set = / -P=(\S+)/.exec(line)?.[1] ?? "";
    const allowed: readonly string[] = permissions[set]?.env ?? [];
    const refused = environmentNames.filter((variable) =>
      !allowed.some((pattern) =>
        pattern.endsWith("*") ? variable.startsWith(pattern.slice(0, -1)) : variable === pattern
      )
    );
    assert.deepEqual(refused, [], name);
  }
});
