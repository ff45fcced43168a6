import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** One import of one file. */
export interface Import {
  /** Path under the folder that was asked about. */
  readonly from: string;
  /** Path under that folder where it leads there, else as it is written. */
  readonly to: string;
  readonly isOurs: boolean;
  /** From 1. */
  readonly line: number;
  /** `import(…)` in the middle of the code. */
  readonly isDynamic: boolean;
}

interface GraphDependency {
  readonly specifier: string;
  readonly isDynamic?: boolean;
  readonly code?: GraphTarget;
  readonly type?: GraphTarget;
}

interface GraphTarget {
  readonly specifier?: string;
  readonly error?: string;
  readonly span: { readonly start: { readonly line: number } };
}

interface GraphModule {
  readonly specifier: string;
  readonly error?: string;
  readonly dependencies?: readonly GraphDependency[];
}

/**
 * Every import in `files` under `folder`, types included, as Deno itself resolves them.
 * @throws {Error} the files cannot be parsed, or an import leads nowhere.
 */
export async function importGraph(
  root: string,
  folder: string,
  files: readonly string[],
): Promise<readonly Import[]> {
  const source = `${pathToFileURL(join(root, folder)).href}/`;
  const modules = await moduleGraph(root, files.map((file) => source + file));
  const known = new Set(files.map((file) => source + file));
  return modules.filter(({ specifier }) => known.has(specifier)).flatMap((module) => {
    if (module.error !== undefined) throw new Error(module.error);
    return (module.dependencies ?? []).map((dependency): Import => {
      const target = dependency.code ?? dependency.type;
      const resolved = target?.specifier ?? dependency.specifier;
      const isOurs = resolved.startsWith(source);
      return {
        from: module.specifier.slice(source.length),
        to: isOurs ? resolved.slice(source.length) : dependency.specifier,
        isOurs,
        line: (target?.span.start.line ?? 0) + 1,
        isDynamic: dependency.isDynamic === true,
      };
    });
  });
}

async function moduleGraph(
  root: string,
  entries: readonly string[],
): Promise<readonly GraphModule[]> {
  const all = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(all, entries.map((entry) => `import "${entry}";\n`).join(""));
    const command = new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--quiet", "--config", join(root, "deno.json"), all],
      cwd: root,
      env: { NO_COLOR: "1" },
    });
    const { success, stdout, stderr } = await command.output();
    const decoder = new TextDecoder();
    if (!success) throw new Error(`deno info failed: ${decoder.decode(stderr)}`);
    return (JSON.parse(decoder.decode(stdout)) as { modules: GraphModule[] }).modules;
  } finally {
    await Deno.remove(all);
  }
}
