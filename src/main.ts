import { streams } from "@system/streams.ts";
import { thisProcess } from "@system/this_process.ts";
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
    streams.output,
    () => stop.abort(stopped("the reader of its output")),
    outputFailed,
  );
  const stderr = writerTo(streams.errors, () => {}, () => {});
  const around = { stdout, stderr, columns: () => terminalColumns(), signal, secrets };
  return await runCli(worldOf(args, around));
}

/** `deno task` runs in the folder of `deno.json`; paths on the command line start where it was called. */
function returnToCaller(): void {
  const calledFrom = thisProcess.env("INIT_CWD");
  const isHere = thisProcess.folder() === resolve(import.meta.dirname ?? "", "..");
  if (calledFrom !== undefined && isHere) thisProcess.changeFolder(calledFrom);
}

if (import.meta.main) {
  returnToCaller();
  thisProcess.exit(await main(thisProcess.args));
}
