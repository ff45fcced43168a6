import { symlinkSync, watch } from "node:fs";
import { files } from "@system/files.ts";
import { join } from "node:path";

interface Unopened {
  /** To be watched. */
  readonly folder: string;
  /** Of the files that are told of. */
  readonly names: readonly string[];
  /** A folder for this watch alone. */
  readonly place: string;
}

/**
 * Calls when one of these files of the folder may have changed, and opens none of them. Deno opens and closes each
 * file that a watch tells of, to see what it is, and closing a file takes away every lock that this process has on
 * it. It goes by the path that it was told to watch, while the kernel watches the folder that this path led to
 * then: so it is a link, which leads to empty files of the same names as soon as the folder is watched. What is
 * told of those is asked for by a watch of their own, since by now the path leads there.
 */
export function watchUnopened(
  { folder, names, place }: Unopened,
  onChange: (name: string) => void,
  onError: (cause: Error) => void,
): Disposable {
  const stand = join(place, "names");
  files.makeFolder(stand, 0o700);
  for (const name of names) files.write(join(stand, name), "", { create: true, append: true });
  const path = join(place, "data");
  lead(path, folder);
  const opened: Disposable[] = [];
  try {
    for (const watched of [path, stand]) {
      opened.push(watchOne(watched, (name) => names.includes(name) && onChange(name), onError));
    }
  } catch (thrown) {
    for (const one of opened) one[Symbol.dispose]();
    throw thrown;
  } finally {
    lead(path, stand);
  }
  return {
    [Symbol.dispose]() {
      for (const one of opened) one[Symbol.dispose]();
    },
  };
}

function watchOne(
  path: string,
  onName: (name: string) => void,
  onError: (cause: Error) => void,
): Disposable {
  const watcher = watch(path, { persistent: false }, (_event, name) => {
    if (name !== null) onName(name);
  });
  watcher.on("error", onError);
  return { [Symbol.dispose]: () => watcher.close() };
}

/** In one step. */
function lead(path: string, to: string): void {
  const next = `${path}.next`;
  if (files.linkFacts(next) !== null) files.remove(next);
  symlinkSync(to, next);
  files.rename(next, path);
}
