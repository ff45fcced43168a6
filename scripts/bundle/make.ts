import { bundleOf } from "./bundle_of.ts";
import { joinChunks } from "./join.ts";
import { failedOf, inUseOf, listOf, mainOf, makingOf } from "./places.ts";
import { removeOthers } from "./remove_others.ts";
import { sourcesOf } from "./sources.ts";

/** `ctime` comes in whole seconds: what is changed that long after the last change carries another one. */
const settledMs = 3_000;

/**
 * Makes the bundle that belongs at `folder`, whose name is the stamp of the sources. It is put there whole, and only
 * where the sources have stayed the same meanwhile. Where Deno cannot make it, that is noted for a day.
 */
async function makeBundle(root: string, folder: string): Promise<void> {
  const bundles = folder.slice(0, folder.lastIndexOf("/"));
  using making = Deno.openSync(makingOf(bundles), { write: true });
  if (!making.tryLockSync(true) || isThere(folder)) return;
  const before = sourcesOf(root);
  const ageMs = Date.now() - before.changedMs;
  if (ageMs < settledMs) {
    await new Promise((resolve) => setTimeout(resolve, settledMs - Math.max(0, ageMs)));
  }
  const draft = Deno.makeTempDirSync({ dir: bundles, prefix: "draft-" });
  try {
    const isMade = await bundleInto(draft, root);
    if (!folder.endsWith(`/${before.stamp}`) || sourcesOf(root).stamp !== before.stamp) return;
    if (!isMade) return Deno.writeTextFileSync(failedOf(folder), "", { mode: 0o600 });
    Deno.writeTextFileSync(inUseOf(draft), "");
    for (const { name } of Deno.readDirSync(draft)) flush(`${draft}/${name}`);
    flush(draft);
    Deno.renameSync(draft, folder);
    Deno.writeTextFileSync(listOf(bundles, root), before.paths.join("\n"), { mode: 0o600 });
    removeOthers(bundles, folder);
  } finally {
    if (isThere(draft)) Deno.removeSync(draft, { recursive: true });
  }
}

/** The program in a folder, as one module and those that it loads later; `false`: Deno cannot make it. */
export async function bundleInto(draft: string, root: string): Promise<boolean> {
  const words = ["--code-splitting", "--outdir", draft, "src/main.ts"];
  if (!await bundleOf(root, words) || !isThere(mainOf(draft))) return false;
  await joinChunks(draft);
  return true;
}

/** A name that survives a loss of power is not to lead to what did not. */
function flush(path: string): void {
  using file = Deno.openSync(path);
  file.syncSync();
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}

if (import.meta.main) {
  const [root = "", folder = ""] = Deno.args;
  await makeBundle(root, folder);
}
