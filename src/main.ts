import { streams } from "@system/streams.ts";
import { thisProcess } from "@system/this_process.ts";
import { outputFailed, terminalColumns, writerTo } from "@/adapters/system/standard_streams.ts";
import { takeSecrets } from "@/adapters/system/secrets.ts";
import { stopped, stopSignal } from "@/adapters/system/stop_signals.ts";
import { runCli } from "@/cli/run.ts";
import { secretNames, worldOf } from "@/command_line.ts";
import { dirname } from "@/ports/paths.ts";

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

/** Runs the command line of this process, from source; `root`: of the clone. */
export async function start(root: string): Promise<number> {
  returnToCaller(root);
  return await main(thisProcess.args);
}

/** `deno task` runs in the folder of `deno.json`; paths on the command line start where it was called. */
function returnToCaller(root: string): void {
  const calledFrom = thisProcess.env("INIT_CWD");
  if (calledFrom !== undefined && thisProcess.folder() === root) {
    thisProcess.changeFolder(calledFrom);
  }
}

if (import.meta.main) {
  thisProcess.exit(await start(dirname(import.meta.dirname ?? "")));
}
