import { findBundle } from "./find.ts";

/**
 * What `deno task` starts: the program, as a bundle where one of these very sources is there, else as it is. After a
 * `sync` without one, and beside `serve`, it is made for the next time.
 */
const root = (import.meta.dirname ?? "").replace(/[/\\]scripts[/\\]bundle$/, "");
/** A daemon has started by then, and read what there is. */
const makeAfterMs = 20_000;
const askingOnly = new Set(["-h", "--help", "--version"]);

const { main, folder } = findBundle(root);
const fromSources = () => import("../../src/main.ts");
// A module that was loaded has done nothing yet, so that what cannot be loaded is loaded otherwise.
const { start } = main === null
  ? await fromSources()
  : await (import(main) as ReturnType<typeof fromSources>).catch(fromSources);
const [command = ""] = Deno.args;
const isWanted = main === null && folder !== null && ["sync", "serve"].includes(command);
if (isWanted && command === "serve") Deno.unrefTimer(setTimeout(() => make(folder), makeAfterMs));
const code = await start(root);
const hasWorked = code !== 1 && code !== 2 && !Deno.args.some((arg) => askingOnly.has(arg));
if (isWanted && command === "sync" && hasWorked) await make(folder);
Deno.exit(code);

async function make(folder: string): Promise<void> {
  const { startMaking } = await import("./start_making.ts");
  startMaking(root, folder);
}
