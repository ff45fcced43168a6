import { createBackups } from "@/app/backup/backups.ts";
import { backupDeps } from "@tests/support/backup_world.ts";

/** A process that makes backups of the log in this folder for ever, and prints a line for each that is made. */
const [folder = ""] = Deno.args;
const backups = createBackups(backupDeps(folder, () => new Date()));
const { signal } = new AbortController();
for (;;) {
  const { path } = await backups.create({ withoutServer: false }, signal);
  Deno.stdout.writeSync(new TextEncoder().encode(`${path}\n`));
}
