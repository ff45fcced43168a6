import { join } from "node:path";
import { writeExecutable } from "@tests/support/executable.ts";
import type { Taskwarrior } from "@tests/support/taskwarrior.ts";

interface CountedProgram {
  readonly program: Taskwarrior["program"];
  /** The commands that were started since the last call. */
  takeStarts(): readonly string[];
}

/** The real program behind a script that notes each start; `before` are shell lines run first. */
export function countedProgram(tw: Taskwarrior, before = ""): CountedProgram {
  const log = join(tw.home, "starts");
  const path = join(tw.home, "counted-task");
  Deno.writeTextFileSync(log, "");
  writeExecutable(
    path,
    `#!/bin/sh\nfor last; do :; done\necho "$last" >> '${log}'\n${before}\n` +
      `exec '${tw.program.path}' "$@"\n`,
  );
  return {
    program: { ...tw.program, path },
    takeStarts() {
      const starts = Deno.readTextFileSync(log).split("\n").filter((line) => line !== "");
      Deno.writeTextFileSync(log, "");
      return starts;
    },
  };
}
