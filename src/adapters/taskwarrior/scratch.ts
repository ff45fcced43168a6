import { files } from "@system/files.ts";
import { createTaskwarrior } from "@/adapters/taskwarrior/replica.ts";

type Deps = Parameters<typeof createTaskwarrior>[0];
type Settings = Pick<Deps["settings"], "attributes" | "places">;

/** With data of its own, which go when it is disposed of; none of its hooks runs. */
export async function createScratch(
  folder: string,
  settings: Settings,
  deps: Pick<Deps, "runtime" | "ports" | "env">,
  signal: AbortSignal,
) {
  const replica = createTaskwarrior({
    ...deps,
    settings: { ...settings, link: { kind: "none" } },
    facts: { get: () => null, put: () => {} },
    warn: () => {},
    write: "direct",
  });
  // Makes its database, where it has one.
  try {
    await replica.takenBy([], signal);
  } catch (thrown) {
    files.removeTree(folder);
    throw thrown;
  }
  return {
    replica,
    [Symbol.asyncDispose]() {
      files.removeTree(folder);
      return Promise.resolve();
    },
  };
}
