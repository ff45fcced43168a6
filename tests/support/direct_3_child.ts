import { systemRuntime } from "@/adapters/system/runtime.ts";
import { systemDatabase } from "@/adapters/taskwarrior/v3/system_database.ts";
import { createDirectWriter3 } from "@/adapters/taskwarrior/v3/direct_3.ts";

/**
 * A process that gives tasks a title in one write into the data folder, and is killed inside of its
 * transaction once it has come to the one of that number (0: to none).
 */
const [folder = "", title = "", fatal = "0", ...uuids] = Deno.args;
let reached = 0;
function now(): Date {
  reached += 1;
  if (reached === Number(fatal)) Deno.kill(Deno.pid, "SIGKILL");
  return new Date();
}
const writer = createDirectWriter3({
  database: systemDatabase(folder),
  kinds: { isDate: () => false, isNumber: () => false },
  runtime: { ...systemRuntime, now },
  exportOf: () => Promise.reject(new Error("there is a database")),
});
await writer.write(new Set(uuids), (tasks) =>
  uuids.map((uuid) => {
    const base = tasks.get(uuid);
    const object = { status: "pending", entry: "1767225600", ...base, uuid, description: title };
    return { uuid, base, object, editedAt: null };
  }));
