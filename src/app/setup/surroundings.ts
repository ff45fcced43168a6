import { noFacts } from "@/app/run/memory_facts.ts";
import { hookMark } from "@/app/setup/hook_script.ts";
import { hookPath } from "@/app/setup/install_hook.ts";
import type { SetupDeps } from "@/app/setup/setup_deps.ts";
import { findDaemon } from "@/app/find_daemon.ts";
import type { Surroundings } from "@/ports/setup.ts";

export async function lookAround(deps: SetupDeps, signal: AbortSignal): Promise<Surroundings> {
  const taskwarrior = deps.openTaskwarrior(noFacts, deps.io.warn);
  const { version, dataFolder, hooksFolder } = await taskwarrior.installation(signal);
  const missing = await taskwarrior.udas.missing(signal);
  const hook = await deps.files.read(
    hookPath({ folder: hooksFolder, profile: deps.config.profile }),
  );
  return {
    taskwarrior: { version, dataFolder },
    taskrcLines: missing.flatMap(({ lines }) => lines),
    // Where there is no `task`, nothing would run one.
    hasHook: deps.config.taskwarrior.synced !== null || hook?.includes(hookMark) === true,
    manager: await hasServiceManager(deps) ? "systemd" : "nobody",
    projects: await openProjects(deps),
    hasDaemon: await findDaemon(deps.daemons, deps) !== null,
  };
}

/** Nothing where `task` does not say it: they are only offered. */
async function openProjects({ run, config }: SetupDeps): Promise<readonly string[]> {
  const words = [config.taskwarrior.program, "rc.hooks=off", "rc.verbose=nothing", "_projects"];
  const told = await run(words);
  return told === null || told.code !== 0 ? [] : told.stdout.split("\n").filter(Boolean);
}

/** Whether the user's own one answers: in a container, and over some `su`, it does not. */
export async function hasServiceManager({ run }: Pick<SetupDeps, "run">): Promise<boolean> {
  return (await run(["systemctl", "--user", "show-environment"]))?.code === 0;
}

/** Only where one can be seen: a browser in the terminal would take that for itself. */
export async function showPage({ run, env }: SetupDeps, page: string): Promise<boolean> {
  const isShown = ["DISPLAY", "WAYLAND_DISPLAY"].some((name) => (env(name) ?? "") !== "");
  if (isShown && (await run(["xdg-open", page]))?.code === 0) return true;
  return isShown || env("HOME")?.startsWith("/Users/") !== true
    ? false
    : (await run(["open", page]))?.code === 0;
}
