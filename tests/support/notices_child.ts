import { openNoticeSets } from "@/adapters/sqlite/notice_sets.ts";
import { processNames } from "@/adapters/locks/process_names.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { itemsOfLines } from "@/notices/json_line.ts";
import { reportNew } from "@/notices/report_new.ts";
import { linesOf } from "@tests/support/notify_process.ts";

/**
 * Reports the items 0 to `COUNT` of `set` in the file `path`, a few at a time, so that a kill can come
 * anywhere between taking, printing and confirming.
 */
const [path = "", count = "0"] = Deno.args;
using sets = openNoticeSets(path, systemRuntime);
const ids = Array.from({ length: Number(count) }, (_, index) => index);
await reportNew(
  sets,
  {
    set: "set",
    items: itemsOfLines(linesOf(ids), "/id"),
    choice: { changed: false, redeliverAfterMs: 3_600_000, isGone: processNames.isGone },
    holder: processNames.own(),
    now: Date.now,
    maxBatch: 5,
  },
  (taken) => {
    for (const { id, isRepeated } of taken) {
      const line = JSON.stringify({
        id: JSON.parse(id),
        ...(isRepeated ? { repeated: true } : {}),
      });
      Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
    }
  },
);
