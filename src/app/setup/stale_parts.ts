import { noFacts } from "@/app/run/memory_facts.ts";
import { socketsOf } from "@/app/find_daemon.ts";
import { hookMark, hookScript } from "@/app/setup/hook_script.ts";
import { hookPath } from "@/app/setup/install_hook.ts";
import { hookSettings, ownUnits, unitFolder } from "@/app/setup/own_files.ts";
import type { SetupDeps } from "@/app/setup/setup_deps.ts";
import { unitMark } from "@/app/setup/unit_files.ts";

/** What an earlier version put into place or started, each with the command that renews it. */
export async function staleParts(
  deps: SetupDeps,
  { isReplaced }: { readonly isReplaced: boolean },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const found = [
    await staleHook(deps, signal),
    await staleUnits(deps),
    await staleDaemon(deps, isReplaced),
  ];
  return found.filter((line) => line !== null);
}

async function staleHook(deps: SetupDeps, signal: AbortSignal): Promise<string | null> {
  const { files, io } = deps;
  const installation = await deps.openTaskwarrior(noFacts, io.warn).installation(signal)
    .catch(() => null);
  if (installation === null) return null;
  const path = hookPath({ folder: installation.hooksFolder, profile: deps.config.profile });
  const text = await files.read(path);
  if (text === null || !text.includes(hookMark)) return null;
  const current = hookScript(hookSettings(deps));
  return withoutEnvironment(text) === withoutEnvironment(current)
    ? null
    : `the hook ${path} is not as this version writes it: \`vikunja-sync install hook\``;
}

/** What it keeps of the environment is that of the day it was installed. */
export function withoutEnvironment(script: string): string {
  return script.replace(/export \w+='(?:[^']|'\\'')*'; ?/g, "");
}

async function staleUnits(deps: SetupDeps): Promise<string | null> {
  const units = ownUnits(deps);
  const folder = unitFolder(deps);
  const texts = await Promise.all(units.map(({ name }) => deps.files.read(`${folder}/${name}`)));
  if (!texts.some((text) => text?.startsWith(unitMark) === true)) return null;
  const isStale = units.some(({ text }, at) => isOtherUnit(texts[at] ?? null, text));
  return isStale
    ? `the units in ${folder} are not as this version writes them: \`vikunja-sync install units\``
    : null;
}

/** The environment that they keep is that of the day they were written. */
export function isOtherUnit(present: string | null, text: string): boolean {
  const lines = (of: string) => of.split("\n").filter((line) => !line.startsWith("Environment="));
  return present === null || lines(present).join("\n") !== lines(text).join("\n");
}

async function staleDaemon(
  { daemons, config, version }: SetupDeps,
  isReplaced: boolean,
): Promise<string | null> {
  for (const path of socketsOf(daemons, config)) {
    if (daemons.look(path).kind !== "socket") continue;
    const info = (await daemons.connect(path).catch(() => null))?.info ?? null;
    if (info === null || info.stateDir !== config.stateDir) continue;
    if (info.version === version && !isReplaced) continue;
    const what = info.version === version
      ? "still runs the program that was there before"
      : `is version ${info.version}, this is ${version}`;
    return `the daemon (process ${info.pid}) ${what}: ` +
      `\`systemctl --user restart vikunja-sync\`, or \`kill ${info.pid}\` and start \`serve\` again`;
  }
  return null;
}
