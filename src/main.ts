import { files } from "@system/files.ts";
import { streams } from "@system/streams.ts";
import { thisProcess } from "@system/this_process.ts";
import { isFromSource } from "@/adapters/system/own_command.ts";
import { outputFailed, terminalColumns, writerTo } from "@/adapters/system/standard_streams.ts";
import { takeSecrets } from "@/adapters/system/secrets.ts";
import { stopped, stopSignal } from "@/adapters/system/stop_signals.ts";
import { dirname } from "@/ports/paths.ts";
import { runLine } from "@/run_line.ts";
import { secretNames } from "@/secret_names.ts";

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
  return await runLine(args, {
    stdout,
    stderr,
    columns: () => terminalColumns(),
    canAsk: () => streams.input.isTerminal() && streams.errors.isTerminal(),
    signal,
    secrets,
    program: ownProgram(),
  });
}

/**
 * A bundle lies in a folder that is named by what it was made of; of a binary the file tells. Sources as they are have
 * no name that changes with them.
 */
function ownProgram(): string | null {
  if (isFromSource()) {
    const bundle = /\/bundles\/([0-9a-f]{16})\//.exec(import.meta.url)?.[1];
    return bundle === undefined ? null : `bundle:${bundle}`;
  }
  const found = files.facts(thisProcess.programPath());
  if (found === null) return null;
  return ["binary", found.dev, found.ino, found.size, found.changedMs].join(":");
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
