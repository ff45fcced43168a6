import { streams } from "@system/streams.ts";
import { thisProcess } from "@system/this_process.ts";
import { wantsColour } from "@/cli/terminal/paint.ts";
import type { World } from "@/cli/world.ts";
import type { BegunLook } from "@/ports/quiet.ts";
import { secretNames } from "@/secret_names.ts";

/** What a command sees of the process it runs in, and what it may end. */
export interface Surroundings {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly columns: () => number | null;
  readonly canAsk: () => boolean;
  readonly signal: AbortSignal;
  /** Taken out of the environment, so that nothing that is started inherits them. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Which program this is, to the last byte; `null`: that is not known. */
  readonly program: string | null;
}

/**
 * Runs one command line and returns its exit code: a `sync` by a quiet look, where that is all there is to do, and the
 * rest of the program is loaded where it is not. `seenAs`: the world as the command is to see it.
 */
export async function runLine(
  args: readonly string[],
  around: Surroundings,
  seenAs: (world: World) => World = (world) => world,
): Promise<number> {
  const begun = await looked(args, around);
  if (typeof begun === "number") return begun;
  const { runWhole } = await import("@/whole_line.ts");
  return await runWhole(args, { ...around, begun, seenAs });
}

/** An exit code where that was all. */
async function looked(
  args: readonly string[],
  { program, ...around }: Surroundings,
): Promise<number | BegunLook | null> {
  if (args[0] !== "sync" || program === null) return null;
  const { lookQuietly } = await import("@/quiet_look.ts");
  const found = await lookQuietly(args, {
    ...around,
    program,
    secretNames,
    canAsk: around.canAsk(),
    isColoured: isColoured(),
  });
  return found.kind === "quiet" ? found.code : found.begun;
}

/** Whether stdout may have colours. */
export function isColoured(): boolean {
  return wantsColour({
    noColor: thisProcess.env("NO_COLOR"),
    clicolor: thisProcess.env("CLICOLOR"),
    clicolorForce: thisProcess.env("CLICOLOR_FORCE"),
    term: thisProcess.env("TERM"),
  }, streams.output.isTerminal());
}
