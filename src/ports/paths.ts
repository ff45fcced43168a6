/**
 * Paths as `node:path` has them, which takes a third of a bare Deno's start to load. Parts that are read may be
 * separated by `\` where the system says so by its drives (`C:\`); what is made has `/`, which every system takes.
 */
const drive = /^[A-Za-z]:[/\\]/;

export function isAbsolute(path: string): boolean {
  return path.startsWith("/") || isOfWindows(path);
}

function isOfWindows(path: string): boolean {
  return drive.test(path) || path.startsWith("\\\\");
}

/** Its parts after one another, `.` and `..` worked in; `.` where nothing is left. */
export function join(...parts: readonly string[]): string {
  return normalize(parts.filter((part) => part !== "").join("/"));
}

/** An absolute path as it is, others from `folder` on, which is absolute. */
export function resolveFrom(folder: string, path: string): string {
  const whole = isAbsolute(path) ? normalize(path) : join(folder, path);
  return whole.length > 1 && whole.endsWith("/") && !/^[A-Za-z]:\/$/.test(whole)
    ? whole.slice(0, -1)
    : whole;
}

/** The folder that it lies in; `.` for a bare name. */
export function dirname(path: string): string {
  const end = lastSeparator(trimmed(path));
  if (end <= 0) return path.startsWith("/") ? "/" : ".";
  const folder = path.slice(0, end);
  if (folder === "/") return "//";
  return /^[A-Za-z]:$/.test(folder) ? `${folder}/` : folder;
}

/** Its last part. */
export function basename(path: string): string {
  const whole = trimmed(path);
  return whole.slice(lastSeparator(whole) + 1);
}

function trimmed(path: string): string {
  let end = path.length;
  while (end > 0 && isSeparator(path, end - 1)) end--;
  return path.slice(0, end);
}

function lastSeparator(path: string): number {
  let at = path.length - 1;
  while (at >= 0 && !isSeparator(path, at)) at--;
  return at;
}

function isSeparator(path: string, at: number): boolean {
  return path[at] === "/" || (path[at] === "\\" && isOfWindows(path));
}

function normalize(path: string): string {
  if (path === "") return ".";
  const plain = isOfWindows(path) ? path.replaceAll("\\", "/") : path;
  const isWhole = plain.startsWith("/");
  const kept: string[] = [];
  for (const part of plain.split("/")) {
    if (part === "" || part === ".") continue;
    const last = kept.at(-1);
    if (part !== "..") kept.push(part);
    else if (last !== undefined && last !== "..") kept.pop();
    else if (!isWhole) kept.push(part);
  }
  const end = /[^/]\/+$/.test(plain) && kept.length > 0 ? "/" : "";
  const begin = isWhole ? "/" : "";
  const text = `${begin}${kept.join("/")}${end}`;
  return text !== "" ? text : plain.endsWith("/") ? "./" : ".";
}
