/** What a bundle is made of, and what makes it, under the root of the clone. */
const places = ["/src", "/scripts/bundle", "/deno.json", "/deno.lock"];
/** The other build's: a bundle has none of it. */
const leftOut = "/src/adapters/bun";

/** All sources as they are now, as far as the file system tells without opening them. */
interface Sources {
  /** Differs wherever one of them was changed, added, renamed, replaced or taken away, and by clone and version of Deno. */
  readonly stamp: string;
  /** When the last of them was changed, ms since 1970. */
  readonly changedMs: number;
  /** Files and folders below the root, in the order in which they were looked at. */
  readonly paths: readonly string[];
}

/**
 * Looks at each file: a folder does not tell that one in it was written to; of names it tells. `ctime` is the kernel's
 * own, in whole seconds here; who puts back an older file with its `mtime` does not put that back.
 * @throws {Deno.errors.NotFound} one of them went meanwhile.
 */
export function sourcesOf(root: string): Sources {
  const look = createLook(root);
  const paths: string[] = [];

  function lookInto(place: string): void {
    paths.push(place);
    if (!look.at(place)) return;
    for (const { name } of Deno.readDirSync(root + place)) {
      const path = `${place}/${name}`;
      if (path !== leftOut) lookInto(path);
    }
  }

  for (const place of places) lookInto(place);
  return { stamp: look.stamp(), changedMs: look.changedMs(), paths };
}

/**
 * The same stamp where these are still all there are, without asking each folder for its names: a folder that got or
 * lost one has another time of change.
 * @throws {Deno.errors.NotFound} one of them is gone.
 */
export function stampOf(root: string, paths: readonly string[]): string {
  const look = createLook(root);
  for (const path of paths) look.at(path);
  return look.stamp();
}

function createLook(root: string) {
  let changedMs = 0;
  let [low, high] = [0x2c1b3c6d, 0x297a2d39];

  /** Whole numbers, of which the last 32 bits count. */
  function mix(value: number): void {
    low = Math.imul(low ^ value, 0x9e3779b1);
    low ^= low >>> 15;
    high = Math.imul(high + value, 0x85ebca6b) ^ low;
  }

  function mixFacts({ size, mtime, ctime, ino }: Deno.FileInfo): void {
    const changed = Number(ctime);
    if (changed > changedMs) changedMs = changed;
    mix(size);
    mix(Number(mtime));
    mix(changed);
    mix(ino ?? 0);
  }

  for (const character of `${root} ${Deno.version.deno}`) mix(character.codePointAt(0) ?? 0);
  return {
    /** Whether it is a folder. Not to follow links takes half the time, and hardly anything is one. */
    at(place: string): boolean {
      const found = Deno.lstatSync(root + place);
      mixFacts(found);
      if (!found.isSymlink) return found.isDirectory;
      const behind = Deno.statSync(root + place);
      mixFacts(behind);
      return behind.isDirectory;
    },
    stamp: () => `${hex(low)}${hex(high)}`,
    changedMs: () => changedMs,
  };
}

function hex(part: number): string {
  return (part >>> 0).toString(16).padStart(8, "0");
}
