import { join } from "node:path";

export interface TempFolder extends Disposable {
  readonly path: string;
  file(name: string): string;
}

/** A folder of its own for one test, gone when the test is over. */
export function tempFolder(): TempFolder {
  const path = Deno.makeTempDirSync({ prefix: "vikunja-sync-test-" });
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
