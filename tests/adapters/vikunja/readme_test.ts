import assert from "node:assert/strict";
import { neededPermissions } from "@/adapters/vikunja/permissions.ts";
import { kindOf } from "@/adapters/vikunja/client/server_kind.ts";

Deno.test("V4: the table of src/adapters/vikunja/README.md names each permission that init asks for, and no other", async () => {
  const text = await Deno.readTextFile(
    new URL("../../../src/adapters/vikunja/README.md", import.meta.url),
  );
  const table = text.slice(text.indexOf("| group | permissions |"));
  const named = [...table.slice(0, table.indexOf("\n\n")).matchAll(/^\| ([a-z_]+) \| (.*) \|$/gm)]
    .flatMap(([, group, cell = ""]) =>
      [...cell.matchAll(/`([a-z_]+)`/g)].map(([, action]) => `${group}: ${action}`)
    );
  const kinds = [kindOf("v1.1.0", false), kindOf("v2.3.0", false), kindOf("v2.5.0", true)];
  const needed = kinds.flatMap(neededPermissions).map(({ group, action }) => `${group}: ${action}`);
  assert.deepEqual(named.toSorted(), [...new Set(needed)].toSorted());
});
