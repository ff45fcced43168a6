import { readFile, stat } from "node:fs/promises";
import { decode, quietly } from "@/adapters/taskwarrior/program.ts";
import { hookScript } from "@/app/hook_script.ts";
import { hookPath } from "@/compose/install_hook.ts";
import { hookPlace, hookSettings } from "@/compose/setup.ts";
import { taskwarriorPorts } from "@/compose/replicas.ts";
import { type Check, type Examined, note, ok, wrong } from "@/compose/doctor/examination.ts";

const install = "vikunja-sync install hook";

/** Whether Taskwarrior will run our hook, and whether it is as this version writes it. */
export const checkHook: Check = async (examined, signal) => {
  if (!examined.isTaskwarriorUsable) return [];
  const path = hookPath((await hookPlace(examined, signal)).place);
  const text = await readFile(path, "utf8").catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === "ENOENT") return null;
    throw thrown;
  });
  if (text === null) {
    return [note("hook", "not installed: a change waits for the next look", install)];
  }
  if (((await stat(path)).mode & 0o100) === 0) {
    return [wrong("hook", `${path} cannot be run`, `chmod +x ${path}`)];
  }
  const setting = await hooksSetting(examined, signal);
  if (!/^(1|y|yes|on|true)$/i.test(setting)) {
    const says = `installed, and Taskwarrior runs no hooks: hooks=${setting} in its configuration`;
    return [wrong("hook", says, "task rc.confirmation=off config hooks on")];
  }
  const current = hookScript(hookSettings(examined));
  return withoutEnvironment(text) === withoutEnvironment(current)
    ? [ok("hook", `installed and current: ${path}`)]
    : [wrong("hook", `${path} is not as this version writes it`, install)];
};

/** Asked in a way that runs no hook, and that does not set what it asks for. */
async function hooksSetting({ config }: Examined, signal: AbortSignal): Promise<string> {
  const { program } = taskwarriorPorts(config);
  const noHook = "rc.hooks.location=/nonexistent";
  const { stdout } = await program.run([...quietly, noHook, "_get", "rc.hooks"], {
    signal,
    limitMs: 30_000,
  });
  return decode(stdout).trim();
}

/** What it keeps of the environment is that of the day it was installed. */
function withoutEnvironment(script: string): string {
  return script.replace(/export \w+='(?:[^']|'\\'')*'; ?/g, "");
}
