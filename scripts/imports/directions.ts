import type { Import } from "./import_graph.ts";
import { folderOf, type Layer, layerOf, orderAgainst } from "./layers.ts";
import { isSimulated } from "./purity.ts";

/** What the table of layers forbids. */
export function checkDirections(imports: readonly Import[]): readonly string[] {
  return imports.flatMap((each) => {
    const folder = folderOf(each.from);
    const why = folder === null ? null : forbidden(each, folder);
    return why === null ? [] : [`src/${each.from}:${each.line} → ${each.to}: ${why}`];
  });
}

function forbidden({ from, to, isOurs }: Import, folder: string): string | null {
  const layer = layerOf(folder);
  if (layer === null) return `src/${folder} is not in the table of layers`;
  if (!isOurs) {
    if (/^(npm|jsr|https?):/.test(to)) return "packages only through the aliases in deno.json";
    if (to.startsWith("node:")) return system({ from, to }, layer);
    return to.startsWith("file:") ? `${folder} may only import from src` : null;
  }
  const target = folderOf(to);
  if (target === folder) {
    const order = orderAgainst(from, to)?.map((room) => room === "" ? "the rest" : room);
    return order === undefined ? null : `rooms of ${folder} import downwards: ${order.join(", ")}`;
  }
  if (target === null) return "nobody imports what is right in src";
  const allowed = layer.mayImport.includes(target) ||
    (layer.folder !== target && layer.mayImport.includes(layerOf(target)?.folder ?? target));
  if (allowed) return null;
  const list = layer.mayImport.length === 0 ? "nothing else" : layer.mayImport.join(", ");
  return `${folder} may import ${list}`;
}

/** Of what is built in, what only counts and takes texts apart. */
const harmless = ["node:path", "node:util"];

function system({ from, to }: Pick<Import, "from" | "to">, layer: Layer): string | null {
  if (layer.isPure) return `${layer.folder} is pure: no node:`;
  const isFine = !isSimulated(from) || harmless.includes(to);
  return isFine ? null : "the system comes by a port: no node: but path and util";
}
