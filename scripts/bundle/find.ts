import { bundlesFolder, inUseOf, isOurs, listOf, mainOf } from "./places.ts";
import { sourcesOf, stampOf } from "./sources.ts";

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
    const listed = stampOfListed(bundles, root);
    const known = listed === null ? null : foundIn(bundles, listed);
    return known?.main == null ? foundIn(bundles, sourcesOf(root).stamp) : known;
  } catch (thrown) {
    // The sources go without it: a bundle is nothing but faster.
    if (isOfTheSystem(thrown)) return unknown;
    throw thrown;
  }
}

function foundIn(bundles: string, stamp: string): Found {
  const folder = `${bundles}/${stamp}`;
  return { main: holds(bundles, folder) ? `file://${encodeURI(mainOf(folder))}` : null, folder };
}

/** By the list of what the last bundle was made of; `null`: there is none, or it is not all there any more. */
function stampOfListed(bundles: string, root: string): string | null {
  try {
    return stampOf(root, Deno.readTextFileSync(listOf(bundles, root)).split("\n"));
  } catch (thrown) {
    if (isOfTheSystem(thrown)) return null;
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
