import { resolve } from "node:path";
import { outputFailed, terminalColumns, writerTo } from "@/adapters/system/standard_streams.ts";
import { takeSecrets } from "@/adapters/system/secrets.ts";
import { stopped, stopSignal } from "@/adapters/system/stop_signals.ts";
import { runCli } from "@/cli/run.ts";
import { secretNames, worldOf } from "@/command_line.ts";

/** Runs one command line in this process and returns its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const secrets = takeSecrets(secretNames);
  const stop = stopSignal();
  const { signal } = stop;
  const stdout = writerTo(
    Deno.stdout,
    () => stop.abort(stopped("the reader of its output")),
    outputFailed,
  );
  const stderr = writerTo(Deno.stderr, () => {}, () => {});
  const around = { stdout, stderr, columns: () => terminalColumns(), signal, secrets };
  return await runCli(worldOf(args, around));
}

/** `deno task` runs in the folder of `deno.json`; paths on the command line start where it was called. */
function returnToCaller(): void {
  const calledFrom = Deno.env.get("INIT_CWD");
  const isHere = Deno.cwd() === resolve(import.meta.dirname ?? "", "..");
  if (calledFrom !== undefined && isHere) Deno.chdir(calledFrom);
}

if (import.meta.main) {
  returnToCaller();
  Deno.exit(await main(Deno.args));
}
