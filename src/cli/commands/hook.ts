import { asSyncError } from "@/domain/errors.ts";
import { defineCommand } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";

/**
 * Who only claims or edits a task has let go of the log by then; a whole run looks at the spool again after it,
 * so there is nothing to wait for.
 */
const lock_timeout = "1s";

export const hookCommand = defineCommand({
  summary: "Look at what the on-exit hook left; started by it where no daemon runs",
  usage: "",
  maxPositionals: Infinity,
  options: {},
  details: [
    "Ends with 0 whatever happens: what could not be done waits for the next run.",
    "It can be an on-exit hook itself, with what Taskwarrior tells one as words and on stdin; then",
    "the prompt waits for it. What `install hook` writes does not.",
  ],
  async run({ positionals: told }, { open, output, signal }) {
    try {
      await using opened = await open({ needsServer: true, isRun: true, flags: { lock_timeout } });
      const taken = await opened.deps.hook(told, signal);
      const isSilent = taken === 0 || told.length > 0;
      output.result({ taken }, () => isSilent ? [] : [`wake-ups: ${taken}`]);
    } catch (thrown) {
      output.error(asSyncError(thrown));
    }
    return ExitCode.ok;
  },
});
