import { eitherOperations, type Workers } from "@/app/either_operations.ts";
import type { Config } from "@/config/config.ts";
import type { Io } from "@/ports/io.ts";
import type { EitherName, Operations } from "@/ports/operations_table.ts";

/**
 * What this process does itself, each loaded when it is asked for. `command`: for those who wait for the log
 * meanwhile; `sync`: the run of this command.
 */
export function operationsHere(
  config: Config,
  io: Io,
  { command, sync }: { readonly command: string; readonly sync: Workers["sync"] },
): Operations<EitherName> {
  let claims: Promise<Workers["claims"]> | null = null;
  const open = async (
    options: { readonly planOnly: boolean; readonly jobs: number },
    signal: AbortSignal,
  ) => {
    const { openRun } = await import("@/app/open_engine.ts");
    const { enginePorts } = await import("@/compose/engine_ports.ts");
    return await openRun(enginePorts(config, io), { ...options, config, command }, signal);
  };
  return eitherOperations({
    async status(signal) {
      return await (await import("@/compose/inspect.ts")).composeInspect(config).status(signal);
    },
    sync,
    async pick() {
      const { pickConflict } = await import("@/app/pick.ts");
      const { jobs } = config;
      return (conflictId, side, signal) => pickConflict(open, { conflictId, side, jobs }, signal);
    },
    async retries() {
      return (await import("@/app/retries.ts")).createRetries(open);
    },
    async edits() {
      const { createTaskEdits } = await import("@/app/task_edits.ts");
      const { decodeProject } = await import("@/mapping/taskwarrior/project.ts");
      const options = { planOnly: false, jobs: config.jobs };
      return createTaskEdits({
        open: (signal) => open(options, signal),
        projectPath: decodeProject,
      });
    },
    async claims(act, signal) {
      claims ??= import("@/compose/claims_here.ts")
        .then(({ claimsHere }) => claimsHere(config, command));
      return await (await claims)(act, signal);
    },
  });
}
