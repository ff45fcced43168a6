import { fileURLToPath } from "node:url";

const pathOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const sources = pathOf("src/main.ts");

/**
 * What starts our program: the bundle that the gate has made of the sources, as `deno task` starts one, else the
 * sources themselves, which takes twice the time of the processor.
 */
const started = Deno.env.get("VIKUNJA_SYNC_TEST_BUNDLE") ?? sources;
/** A bundle does not lie where it would be found. */
const configuration = `--config=${pathOf("deno.json")}`;

/** Arguments for Deno that run our program with all permissions. */
export const ourselves: readonly string[] = [
  "run",
  configuration,
  "--quiet",
  "--no-prompt",
  "--unstable-net",
  "--allow-all",
  started,
];

/**
 * Arguments for Deno that do what that line of a task in `deno.json` does, from wherever it is run. `isFromSources`:
 * whether a bundle is there or not.
 */
export function wordsOfTask(line: string, isFromSources = false): readonly string[] {
  const [, run = "", ...words] = line.split(" ");
  const modules: Readonly<Record<string, string>> = {
    "scripts/bundle/start.ts": isFromSources ? sources : started,
    "src/main.ts": sources,
  };
  return [run, configuration, ...words.map((word) => modules[word] ?? word)];
}
