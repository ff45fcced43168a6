import type { SetupDeps } from "@/app/setup/setup_deps.ts";
import { staleParts } from "@/app/setup/stale_parts.ts";
import { SyncError } from "@/domain/errors.ts";
import type { InstalledProgram } from "@/ports/leaving.ts";
import type { OwnProgram, SelfInstall } from "@/ports/self_install.ts";

interface SelfInstallDeps extends SetupDeps {
  readonly ownProgram: OwnProgram;
}

const name = "vikunja-sync";

export function createSelfInstall(deps: SelfInstallDeps): SelfInstall {
  const { files, env, ownProgram } = deps;
  return {
    async install(data) {
      if (ownProgram.path === null) {
        throw new SyncError("CONFIG", "Cannot install itself: this runs from source", {
          hint: "`deno task compile` makes the binary dist/vikunja-sync, which can.",
        });
      }
      const { bin, share, list } = placesIn(deps);
      const written: string[] = [];
      const unchanged: string[] = [];
      const note = (path: string, isNew: boolean) => (isNew ? written : unchanged).push(path);
      const program = `${bin}/${name}`;
      // Known before it is there, so that what is cut off here is found as well.
      const paths = [program, ...Object.keys(data).map((path) => `${share}/${path}`)];
      await files.rewrite(list, `${JSON.stringify(paths)}\n`, 0o644);
      const isReplaced = await ownProgram.copyTo(program);
      note(program, isReplaced);
      for (const [path, text] of Object.entries(data)) {
        const at = `${share}/${path}`;
        const isNew = await files.read(at) !== text;
        if (isNew) await files.replace(at, text, 0o644);
        note(at, isNew);
      }
      const isFound = (env("PATH") ?? "").split(":").includes(bin);
      const notes = isFound ? [] : [`${bin} is not in PATH: add it in your shell's start file`];
      const { file } = deps.config;
      const isSetUp = file !== null && await files.facts(file) !== null;
      return { written, unchanged, removed: [], notes, isReplaced, isSetUp };
    },
    stale(isReplaced, signal) {
      const program = `${placesIn(deps).bin}/${name}`;
      const placed = { ...deps, ownCommand: (command: string) => [program, command] };
      return staleParts(placed, { isReplaced }, signal);
    },
  };
}

/** What `self-install` left, by what it noted. */
export function installedProgram(
  deps: Pick<SetupDeps, "env" | "files">,
): InstalledProgram {
  const { files, env } = deps;
  async function noted(): Promise<readonly string[]> {
    if ((env("HOME") ?? "") === "") return [];
    const text = await files.read(placesIn(deps).list);
    if (text === null) return [];
    const paths: unknown = JSON.parse(text);
    return Array.isArray(paths) ? paths.map(String) : [];
  }
  return {
    async list() {
      const paths = await noted();
      const facts = await Promise.all(paths.map((path) => files.facts(path)));
      return paths.filter((_, at) => facts[at] !== null);
    },
    async remove() {
      const paths = await noted();
      for (const path of paths) await files.remove(path);
      const { list } = placesIn(deps);
      if (await files.read(list) !== null) await files.remove(list);
      for (const folder of new Set([...paths, list].map((path) => files.beside(path, ".")))) {
        await files.removeIfEmpty(folder);
      }
    },
  };
}

/** Where a user's own programs and their data go (XDG, systemd's file-hierarchy). */
function placesIn({ env }: Pick<SetupDeps, "env">) {
  const home = env("HOME") ?? "";
  if (home === "") throw new SyncError("CONFIG", "Cannot install itself: HOME is not set");
  const data = env("XDG_DATA_HOME") ?? "";
  const share = data === "" ? `${home}/.local/share` : data;
  return { bin: `${home}/.local/bin`, share, list: `${share}/${name}/installed.json` };
}
