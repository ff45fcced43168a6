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
}

/**
 * Looks at each file: a folder does not tell that one in it was written to; of names it tells. `ctime` is the kernel's
 * own, in whole seconds here; who puts back an older file with its `mtime` does not put that back.
 * @throws {Deno.errors.NotFound} one of them went meanwhile.
 */
export function sourcesOf(root: string): Sources {
  let changedMs = 0;
  let [low, high] = [0x2c1b3c6d, 0x297a2d39];

  /** Whole numbers, of which the last 32 bits count. */
  function mix(value: number): void {
    low = Math.imul(low ^ value, 0x9e3779b1);
    low ^= low >>> 15;
    high = Math.imul(high + value, 0x85ebca6b) ^ low;
  }

  function look(path: string): void {
    const { isDirectory, size, mtime, ctime, ino } = Deno.statSync(path);
    const changed = Number(ctime);
    if (changed > changedMs) changedMs = changed;
    mix(size);
    mix(Number(mtime));
    mix(changed);
    mix(ino ?? 0);
    if (isDirectory) lookInto(path);
  }

  function lookInto(folder: string): void {
    for (const { name } of Deno.readDirSync(folder)) {
      const path = `${folder}/${name}`;
      if (path !== root + leftOut) look(path);
    }
  }

  for (const character of `${root} ${Deno.version.deno}`) mix(character.codePointAt(0) ?? 0);
  for (const place of places) look(root + place);
  return { stamp: `${hex(low)}${hex(high)}`, changedMs };
}

function hex(part: number): string {
  return (part >>> 0).toString(16).padStart(8, "0");
}
