import { rmSync } from "node:fs";
import { fileMembers, processMembers } from "@tests/support/deno_members_contract.ts";

/** Holds the members of `Deno` that Bun was given against their contract; a line of JSON for each promise. */
for (const [name, holds] of Object.entries({ ...fileMembers, ...processMembers })) {
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-bun-" });
  let error: string | null = null;
  try {
    await holds(folder);
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.stack ?? thrown.message : String(thrown);
  }
  rmSync(folder, { recursive: true });
  console.log(JSON.stringify({ name, error }));
}
