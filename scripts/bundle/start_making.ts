import { isOfTheSystem } from "./find.ts";
import { failedOf, isOurs, makingOf } from "./places.ts";

const dayMs = 86_400_000;

/** Has the bundle made that belongs at `folder`, by a process of its own, which this one does not wait for. */
export function startMaking(root: string, folder: string): void {
  try {
    if (!canBeMade(folder)) return;
    const args = ["run", "--quiet", "--no-prompt", "--allow-all", `${root}/scripts/bundle/make.ts`];
    const silent = { stdin: "null", stdout: "null", stderr: "null", detached: true } as const;
    new Deno.Command(Deno.execPath(), { args: args.concat(root, folder), ...silent })
      .spawn().unref();
  } catch (thrown) {
    // A home that cannot be written to, no right to start anything, no memory: the sources go as well.
    if (!isOfTheSystem(thrown)) throw thrown;
  }
}

/** Nobody is at it, and it has not failed today. */
function canBeMade(folder: string): boolean {
  const bundles = folder.slice(0, folder.lastIndexOf("/"));
  Deno.mkdirSync(bundles, { recursive: true, mode: 0o700 });
  if (!isOurs(bundles) || hasFailedToday(folder)) return false;
  using making = Deno.openSync(makingOf(bundles), { write: true, create: true, mode: 0o600 });
  return making.tryLockSync(true);
}

function hasFailedToday(folder: string): boolean {
  try {
    const { mtime } = Deno.statSync(failedOf(folder));
    return Math.abs(Date.now() - Number(mtime)) < dayMs;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}
