import { hookSpool } from "@/adapters/fs/hook_spool.ts";
import { textFiles } from "@/adapters/fs/text_files.ts";
import { installHook } from "@/app/setup/install_hook.ts";

/** Installs the hook with one text and another in turns, until it is sent a line; says when the first is there. */
const [folder = "", stateDir = ""] = Deno.args;
let isOver = false;
const told = Deno.stdin.read(new Uint8Array(64)).then(() => void (isOver = true));
for (let n = 0; !isOver; n++) {
  const command = ["true", (n % 2 === 0 ? "a" : "b").repeat(20_000)];
  await installHook(
    { files: textFiles, spool: hookSpool(stateDir) },
    { folder },
    { stateDir, command, environment: {} },
  );
  if (n === 0) console.log("installed");
}
await told;
