import { openDeliveryJournal } from "@/adapters/fs/delivery_journal.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { asSyncError } from "@/domain/errors.ts";

/** Appends each line that it is sent and says «stored», or the code of what went wrong. */
const [path = ""] = Deno.args;
using journal = openDeliveryJournal(path, systemRuntime);
console.log("ready");
let rest = "";
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (rest + text).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) {
    const said = await journal.append(line).then(
      () => "stored",
      (thrown) => asSyncError(thrown).code,
    );
    console.log(said);
  }
}
