import { rmSync } from "node:fs";
import { files } from "@system/files.ts";
import { filePromises, processPromises } from "@tests/support/system_contract.ts";

/** Holds this runtime's adapter to the system against its promises; a line of JSON for each. */
for (const [name, holds] of Object.entries({ ...filePromises, ...processPromises })) {
  const folder = files.makeTempFolder("vikunja-sync-system-");
  let error: string | null = null;
  try {
    await holds(folder);
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.stack ?? thrown.message : String(thrown);
  }
  rmSync(folder, { recursive: true });
  console.log(JSON.stringify({ name, error }));
}
