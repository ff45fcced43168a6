import assert from "node:assert/strict";
import { createProcessMarks } from "@/adapters/fs/process_mark.ts";
import { hookSpool } from "@/adapters/fs/hook_spool.ts";
import { textFiles } from "@/adapters/fs/text_files.ts";
import { hookPath, installHook } from "@/app/setup/install_hook.ts";
import { writeExecutable } from "@tests/support/executable.ts";
import type { TaskResult, Taskwarrior } from "@tests/support/taskwarrior.ts";

/** The installed hook of a real Taskwarrior, with a program of the test in the place of ours. */
export interface HookedTask {
  /** Of the hook itself. */
  readonly path: string;
  readonly stateDir: string;
  readonly spool: string;
  /** How often the program was started. */
  starts(): number;
  /** Lines that wait in the spool. */
  wakes(): readonly string[];
  /** Marks this process, which lives, as the daemon. */
  markAlive(): void;
}

/** `script` is run by a shell after it has noted that it was started; without one, nothing is noted. */
export async function hookTask(taskwarrior: Taskwarrior, script?: string): Promise<HookedTask> {
  const stateDir = `${taskwarrior.home}/state`;
  const started = `${taskwarrior.home}/started`;
  const place = { folder: `${taskwarrior.taskdata}/hooks` };
  await installHook({ files: textFiles, spool: hookSpool(stateDir) }, place, {
    stateDir,
    command: script === undefined
      ? ["true"]
      : ["/bin/sh", "-c", `echo $$ >>"$0"; ${script}`, started],
    environment: {},
  });
  const spool = `${stateDir}/wakes/spool`;
  return {
    path: hookPath(place),
    stateDir,
    spool,
    starts: () => linesOf(started).length,
    wakes: () => linesOf(spool),
    markAlive: () => void createProcessMarks(stateDir, Deno.pid).mark("daemon"),
  };
}

/** Runs a command with the hook and the same without, each in the same state, and compares all that is seen. */
export async function assertSeenAsWithoutHook(
  taskwarrior: Taskwarrior,
  args: readonly string[],
  stdin = "",
): Promise<void> {
  const saved = `${taskwarrior.home}/saved`;
  await copyFiles(taskwarrior.taskdata, saved);
  const without = await taskwarrior.run(["rc.hooks=off", ...args], { stdin });
  await copyFiles(saved, taskwarrior.taskdata);
  await Deno.remove(saved, { recursive: true });
  const calls = `${taskwarrior.home}/calls`;
  const PATH = `${await fakeTask(taskwarrior, calls)}:${taskwarrior.env["PATH"]}`;
  const withHook = await taskwarrior.run(["rc.hooks=on", ...args], { stdin, env: { PATH } });
  assert.deepEqual(seen(withHook), seen(without), args.join(" "));
  assert.deepEqual(linesOf(calls), [], "the hook called task");
}

/** A folder with a `task` that only notes that it was called. */
async function fakeTask({ home }: Taskwarrior, calls: string): Promise<string> {
  await Deno.mkdir(`${home}/bin`, { recursive: true });
  const script = `#!/bin/sh\necho "$@" >>'${calls}'\n`;
  writeExecutable(`${home}/bin/task`, script);
  return `${home}/bin`;
}

/** New UUIDs differ, and so does the override that it speaks of; 2.6 advertises its news now and then. */
function seen({ code, stdout, stderr }: TaskResult): TaskResult {
  const plain = (text: string) =>
    text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){0,3}(-[0-9a-f]{12})?/g, "UUID")
      .replace(/rc\.hooks=o\w+/g, "rc.hooks")
      .replace(/^Recently upgraded .*\n/m, "");
  return { code, stdout: plain(stdout), stderr: plain(stderr) };
}

async function copyFiles(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for (const { name, isFile } of Deno.readDirSync(to)) {
    if (isFile) await Deno.remove(`${to}/${name}`);
  }
  for (const { name, isFile } of Deno.readDirSync(from)) {
    if (isFile) await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

function linesOf(path: string): readonly string[] {
  try {
    return Deno.readTextFileSync(path).split("\n").filter((line) => line !== "");
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return [];
    throw thrown;
  }
}
