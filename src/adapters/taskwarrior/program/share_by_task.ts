import { quietly, saidBy, type TaskProgram } from "@/adapters/taskwarrior/program/program.ts";

/**
 * `task sync` holds the lock of the data while it waits for its server, and another `task` gives up after 5 s: so it is
 * ended before that, which undoes what it had begun. What its server had taken by then comes back with the next one.
 */
const limitMs = 4_000;

/** What went wrong, in words; `null`: nothing. */
export async function shareByTask(
  program: TaskProgram,
  signal: AbortSignal,
  mostMs = limitMs,
): Promise<string | null> {
  const args = [...quietly, "rc.hooks=off", "sync"];
  const run = await program.run(args, { signal, limitMs: mostMs });
  if (run.code === 0) return null;
  if (run.killedBy === null) return saidBy(run);
  return `it took longer than ${
    mostMs / 1_000
  } s and was ended, so that no command of yours is held up; ` +
    "run it once by yourself";
}
