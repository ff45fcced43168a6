import type { SetupDeps } from "@/app/setup/setup_deps.ts";
import type { Part } from "@/app/leaving/part.ts";
import { parseSettingsFile } from "@/config/toml_file.ts";

type Deps = Pick<SetupDeps, "config" | "files">;

/** The configuration file in use, and the token beside it that `init` wrote; others' token files stay. */
export function ownConfiguration({ config, files }: Deps): Part {
  async function found() {
    const path = config.file;
    const text = path === null ? null : await files.read(path);
    if (path === null || text === null) return { paths: [], stays: [] };
    const beside = files.beside(path, "token");
    const parsed = await parseSettingsFile(path, text).catch(() => null);
    const named = parsed?.values.get("token_file") ?? config.tokenFile;
    const isOurs = named === beside && await files.facts(beside) !== null;
    const stays = typeof named === "string" && named !== beside ? [`the token in ${named}`] : [];
    return { paths: isOurs ? [beside, path] : [path], stays };
  }
  return {
    part: "configuration",
    async look() {
      const { paths } = await found();
      return paths.length === 0 ? null : paths.toReversed().join(", ");
    },
    async remove() {
      const { paths } = await found();
      for (const path of paths) await files.remove(path);
      const [first] = paths;
      if (first !== undefined) await files.removeIfEmpty(files.beside(first, "."));
    },
    stays: async () => (await found()).stays,
  };
}
