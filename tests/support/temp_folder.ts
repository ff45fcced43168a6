import { join } from "node:path";

export interface TempFolder extends Disposable {
  readonly path: string;
  file(name: string): string;
}

/** A folder of its own for one test, gone when the test is over. */
export function tempFolder(options: Deno.MakeTempOptions = {}): TempFolder {
  const path = Deno.makeTempDirSync({ prefix: "vikunja-sync-test-", ...options });
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}

/** The same where nothing waits for a disk, on systems that have such a place: for what is done many times. */
export function folderInMemory(): TempFolder {
  try {
    return tempFolder({ dir: "/dev/shm" });
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return tempFolder();
    throw thrown;
  }
}
