import { inUseOf } from "./places.ts";

/** Of several clones, and of sources that are changed back and forth. */
const mostKept = 6;
/** What was left by one that was killed while it was making; what says that it failed counts for a day. */
const halfMs = 2 * 86_400_000;

/** Takes away what is old: all but the newest few bundles, unless somebody runs them, and what is half made. */
export function removeOthers(bundles: string, made: string): void {
  const bornMs = (path: string) => Deno.lstatSync(path).mtime?.getTime() ?? 0;
  const all = [...Deno.readDirSync(bundles)].filter(({ name }) => !/^making$|\.list$/.test(name))
    .map(({ name }) => ({ path: `${bundles}/${name}`, name, at: bornMs(`${bundles}/${name}`) }))
    .toSorted((a, b) => b.at - a.at);
  const isHalf = (name: string) => /^draft-|\.failed$/.test(name);
  const whole = all.filter(({ name, path }) => !isHalf(name) && path !== made);
  for (const { path } of whole.slice(mostKept - 1)) removeUnused(path);
  for (const { path, name, at } of all) {
    if (isHalf(name) && Date.now() - at > halfMs) Deno.removeSync(path, { recursive: true });
  }
}

function removeUnused(folder: string): void {
  using inUse = Deno.openSync(inUseOf(folder));
  if (inUse.tryLockSync(true)) Deno.removeSync(folder, { recursive: true });
}
