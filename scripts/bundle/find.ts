import { bundlesFolder, inUseOf, isOurs, mainOf } from "./places.ts";
import { sourcesOf } from "./sources.ts";

interface Found {
  /** To be imported; `null`: there is none of these very sources. */
  readonly main: string | null;
  /** Where it belongs; `null`: this process cannot know. */
  readonly folder: string | null;
}

const unknown: Found = { main: null, folder: null };

/** The bundle of the sources under `root` as they are now. While it runs, nobody takes it away. */
export function findBundle(root: string): Found {
  try {
    const bundles = bundlesFolder();
    if (bundles === null) return unknown;
    const folder = `${bundles}/${sourcesOf(root).stamp}`;
    return { main: holds(bundles, folder) ? `file://${encodeURI(mainOf(folder))}` : null, folder };
  } catch (thrown) {
    // The sources go without it: a bundle is nothing but faster.
    if (isOfTheSystem(thrown)) return unknown;
    throw thrown;
  }
}

/** Its lock is given back by the end of this process. */
function holds(bundles: string, folder: string): boolean {
  try {
    if (!isOurs(bundles) || !isOurs(folder)) return false;
    return Deno.openSync(inUseOf(folder)).tryLockSync(false);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}

/** What it may not do, cannot reach, or has no room for. */
export function isOfTheSystem(thrown: unknown): boolean {
  return thrown instanceof Error && ("code" in thrown || thrown instanceof Deno.errors.NotCapable);
}
