import { type FSWatcher, watch } from "node:fs";

/** Calls `onChange` when a file of the folder whose name is wanted changes, until disposed. */
export function watchFolder(
  folder: string,
  isWanted: (name: string) => boolean,
  onChange: () => void,
  onError: (cause: Error) => void,
): Disposable {
  const watcher: FSWatcher = watch(folder, { persistent: false }, (_event, name) => {
    if (name !== null && isWanted(name)) onChange();
  });
  watcher.on("error", onError);
  return { [Symbol.dispose]: () => watcher.close() };
}
