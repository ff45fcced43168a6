import { enabledUnits, type UnitFile, unitMark } from "@/app/setup/unit_files.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Profile } from "@/domain/profile.ts";
import type { RunProgram } from "@/ports/programs.ts";
import type { FilesReport } from "@/ports/setup.ts";
import type { TextFiles } from "@/ports/text_files.ts";

export interface UnitDeps {
  readonly profile: Profile;
  /** Where the user's own units are. */
  readonly folder: string;
  readonly files: TextFiles;
  readonly run: RunProgram;
  readonly confirm: (question: string) => Promise<boolean | null>;
}

const reload = ["systemctl", "--user", "daemon-reload"];

/** Stops them, and keeps them from coming up again. */
export function disableUnits(profile: Profile): readonly string[] {
  return ["systemctl", "--user", "disable", "--now", ...enabledUnits(profile)];
}

/** One that failed stays in the list of units until somebody says this, also without a file; of others it is an error. */
function forgetUnits(names: readonly string[]): readonly string[] {
  return ["systemctl", "--user", "reset-failed", ...names];
}

/** @throws {SyncError} `CONFIG`: a file of that name is somebody else's. */
export async function installUnits(
  deps: UnitDeps,
  units: readonly UnitFile[],
): Promise<FilesReport> {
  const pathOf = (name: string) => `${deps.folder}/${name}`;
  const present = await Promise.all(units.map(({ name }) => deps.files.read(pathOf(name))));
  units.forEach(({ name }, at) => refuseForeign(pathOf(name), present[at] ?? null));
  const written: string[] = [];
  const unchanged: string[] = [];
  for (const [at, { name, text }] of units.entries()) {
    const path = pathOf(name);
    if (present[at] === text) unchanged.push(path);
    else {
      await deps.files.rewrite(path, text, 0o644);
      written.push(path);
    }
  }
  const notes = await verify(deps, [...written, ...unchanged]);
  return { written, unchanged, removed: [], notes: [...notes, ...await start(deps, written)] };
}

export async function uninstallUnits(
  deps: UnitDeps,
  names: readonly string[],
): Promise<FilesReport> {
  const paths = names.map((name) => `${deps.folder}/${name}`);
  const texts = await Promise.all(paths.map(deps.files.read));
  const own = paths.filter((_, at) => texts[at]?.startsWith(unitMark) === true);
  const foreign = paths.filter((path, at) => texts[at] !== null && !own.includes(path));
  const notes = foreign.map((path) => `${path} was kept: it is not as it was written`);
  if (own.length > 0) {
    const disable = disableUnits(deps.profile);
    const stopped = await deps.run(disable);
    if (stopped === null || stopped.code !== 0) {
      notes.push(`where it still runs: ${disable.join(" ")}`);
    }
  }
  for (const path of own) await deps.files.remove(path);
  if (own.length > 0) {
    await deps.run(reload);
    await deps.run(forgetUnits(names));
  }
  return { written: [], unchanged: [], removed: own, notes };
}

function refuseForeign(path: string, text: string | null): void {
  if (text === null || text.startsWith(unitMark)) return;
  throw new SyncError("CONFIG", `Cannot write ${path}: there is one that is not ours`, {
    hint: "Move it away, or make its settings a drop-in: `systemctl --user edit vikunja-sync`.",
  });
}

/** What `systemd-analyze verify` has to say of ours. */
async function verify({ run }: UnitDeps, paths: readonly string[]): Promise<readonly string[]> {
  const judged = await run(["systemd-analyze", "--user", "verify", ...paths]);
  if (judged === null) return [];
  const said = `${judged.stdout}\n${judged.stderr}`.split("\n").map((line) => line.trim());
  return said.filter((line) => line.includes("vikunja-sync"));
}

async function start(
  { run, confirm, profile }: UnitDeps,
  written: readonly string[],
): Promise<readonly string[]> {
  const enable = ["systemctl", "--user", "enable", "--now", ...enabledUnits(profile)];
  const hint = `start them: ${reload.join(" ")} && ${enable.join(" ")}`;
  const state = await run(["systemctl", "--user", "is-enabled", ...enabledUnits(profile)]);
  const isDone = state !== null && state.code === 0 && written.length === 0;
  if (isDone) return [];
  if (state === null) return ["systemd is not here: the units wait for a machine that has it"];
  if (await confirm("Start the daemon now, and at each login?") !== true) return [hint];
  for (const words of [reload, enable]) {
    const done = await run(words);
    if (done?.code !== 0) {
      const why = done?.stderr.trim().split("\n").at(-1) ?? "";
      return [`could not be started (${why}); ${hint}`];
    }
  }
  return [
    "started, now and at each login; to keep it running when nobody is logged in: loginctl enable-linger",
  ];
}
