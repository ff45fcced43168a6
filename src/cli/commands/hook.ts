import { asSyncError } from "@/domain/errors.ts";
import { defineCommand } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";

export const hookCommand = defineCommand({
  summary: "Look at what the on-exit hook left; started by it where no daemon runs",
  usage: "",
  maxPositionals: 0,
  options: {},
  details: ["Ends with 0 whatever happens: what could not be done waits for the next run."],
  async run(_given, { open, output, signal }) {
    try {
      await using opened = await open({ needsServer: true, flags: { lock_timeout: "60s" } });
      const taken = await opened.deps.hook(signal);
      output.result({ taken }, () => taken === 0 ? [] : [`wake-ups: ${taken}`]);
    } catch (thrown) {
      output.error(asSyncError(thrown));
    }
    return ExitCode.ok;
  },
});
