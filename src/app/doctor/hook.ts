import { type Check, note, ok, wrong } from "@/app/doctor/examination.ts";
import { noFacts } from "@/app/run/memory_facts.ts";
import { hookScript } from "@/app/setup/hook_script.ts";
import { hookPath, isExecutable } from "@/app/setup/install_hook.ts";
import { hookSettings } from "@/app/setup/own_files.ts";
import { withoutEnvironment } from "@/app/setup/stale_parts.ts";
import { gonePaths } from "@/app/setup/started_paths.ts";

const install = "vikunja-sync install hook";

/** Whether Taskwarrior will run our hook, and whether it is as this version writes it. */
export const checkHook: Check = async (examined, signal) => {
  // Where there is no `task`, nothing would run it.
  if (!examined.isTaskwarriorUsable || examined.config.taskwarrior.synced !== null) return [];
  const { files, io } = examined;
  const taskwarrior = examined.openTaskwarrior(noFacts, io.warn);
  const { hooksFolder: folder } = await taskwarrior.installation(signal);
  const path = hookPath({ folder, profile: examined.config.profile });
  const text = await files.read(path);
  if (text === null) {
    return [note("hook", "not installed: a change waits for the next look", install)];
  }
  if (!await isExecutable(files, path)) {
    return [wrong("hook", `${path} cannot be run`, `chmod +x ${path}`)];
  }
  const setting = await taskwarrior.hooksSetting(signal);
  if (!/^(1|y|yes|on|true)$/i.test(setting)) {
    const says = `installed, and Taskwarrior runs no hooks: hooks=${setting} in its configuration`;
    return [wrong("hook", says, "task rc.confirmation=off config hooks on")];
  }
  const gone = await gonePaths(files, text);
  if (gone.length > 0) {
    const says = `${path} starts ${
      gone.join(" and ")
    }, which is gone: without a daemon nothing is told`;
    return [wrong("hook", says, install)];
  }
  const current = hookScript(hookSettings(examined));
  return withoutEnvironment(text) === withoutEnvironment(current)
    ? [ok("hook", `installed and current: ${path}`)]
    : [wrong("hook", `${path} is not as this version writes it`, install)];
};
