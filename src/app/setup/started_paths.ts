import type { TextFiles } from "@/ports/text_files.ts";

/** Absolute paths among the words that a hook or a unit of ours starts the program with. */
function startedPaths(text: string): readonly string[] {
  const commands = text.split("\n").flatMap((line) =>
    /(?:^|; |^ExecStart=)set -- (.*)$/.exec(line)?.[1] ?? /^ExecStart=(.*)$/.exec(line)?.[1] ?? []
  );
  const words = commands.flatMap((command) => [
    ...command.matchAll(/'((?:[^']|'\\'')*)'|"((?:[^"\\]|\\.)*)"|(\S+)/g),
  ]);
  const paths = words.map(([, single, double, bare]) =>
    single?.replaceAll("'\\''", "'") ?? double?.replaceAll(/\\(.)/g, "$1").replaceAll("%%", "%") ??
      bare?.replaceAll("%%", "%") ?? ""
  );
  return [...new Set(paths.filter((path) => path.startsWith("/")))];
}

/** Those of them that are not there any more. */
export async function gonePaths(
  files: Pick<TextFiles, "facts">,
  text: string,
): Promise<readonly string[]> {
  const paths = startedPaths(text);
  const facts = await Promise.all(paths.map((path) => files.facts(path)));
  return paths.filter((_, at) => facts[at] === null);
}

/**
 * What keeps these words from starting the program for ever: a cache that is cleaned, a clone that is moved; empty
 * for a binary in a place of its own.
 */
export function placeNotes(words: readonly string[]): readonly string[] {
  const [program = ""] = words;
  const main = words.find((word) => word.startsWith("/") && /\.[jt]s$/.test(word));
  const isCached = words.some((word) => /[/\\](_npx|_cacache|npx|npm-cache)[/\\]/.test(word));
  const better =
    "`deno task compile` makes one that stays once its own command `self-install` has put it into " +
    "place; then run this again with that";
  if (isCached) {
    return [
      `it is started by ${program}, which lies in the cache of npx and goes when that is cleaned: ${better}`,
    ];
  }
  if (main === undefined) return [];
  const clone = main.replace(/(\/scripts\/bundle|\/src)?\/[^/]+$/, "");
  return [`it is started from the clone ${clone}, which has to stay there: ${better}`];
}
