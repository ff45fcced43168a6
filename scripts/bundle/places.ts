/** Where bundles are kept, outside the clone; `null`: this process may not know, or nobody has a home. */
export function bundlesFolder(): string | null {
  const cache = Deno.env.get("XDG_CACHE_HOME");
  if (cache?.startsWith("/")) return `${cache}/vikunja-sync/bundles`;
  const home = Deno.env.get("HOME");
  return home?.startsWith("/") ? `${home}/.cache/vikunja-sync/bundles` : null;
}

/** What a bundle's folder holds: the program, and a file that whoever runs it keeps locked. */
export const mainOf = (folder: string): string => `${folder}/main.js`;
export const inUseOf = (folder: string): string => `${folder}/in_use`;

/** What the last bundle of a clone was made of. */
export const listOf = (bundles: string, root: string): string =>
  `${bundles}/${encodeURIComponent(root)}.list`;

/** Says for a day that it could not be made of these sources. */
export const failedOf = (folder: string): string => `${folder}.failed`;

/** Locked by whoever makes one. */
export const makingOf = (bundles: string): string => `${bundles}/making`;

/** Whether nobody else can have put something there: what is in it is run. */
export function isOurs(folder: string): boolean {
  const { isDirectory, uid, mode } = Deno.lstatSync(folder);
  const isOthers = uid !== null && uid !== Deno.uid();
  return isDirectory && !isOthers && ((mode ?? 0) & 0o022) === 0;
}
