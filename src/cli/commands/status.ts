import { defineCommand } from "@/cli/command.ts";
import { placeOfSynced } from "@/config/place_of_synced.ts";
import { exitCodeOfStatus } from "@/cli/exit_code.ts";

export const statusCommand = defineCommand({
  summary: "Whether everything is fine; what is linked, waiting, failing and in conflict",
  usage: "",
  maxPositionals: 0,
  options: {
    short: { type: "flag", summary: "A word or two, as the log has it, for a shell prompt" },
  },
  details: [
    "Exit code 75 when changes wait for the next run or the last run failed, 3 when some were given up,",
    "left out or not taken, deletions are held back, or a conflict waits until you pick.",
  ],
  async run({ options }, { open, output, signal }) {
    await using opened = await open({ needsServer: false });
    const inspect = await opened.deps.inspect(options.short ? "log" : "daemon");
    const status = await inspect.status(signal);
    if (options.short) {
      const { shortVerdict } = await import("@/cli/commands/verdict.ts");
      output.result(status, ({ now }) => [shortVerdict(status, now)]);
    } else {
      const { statusLines } = await import("@/cli/commands/status_text.ts");
      const { isDaily } = opened.config.backup;
      const backup = isDaily ? { lastBackupAt: await opened.deps.lastBackupAt() } : {};
      const { synced } = opened.config.taskwarrior;
      const replica = synced === null ? {} : { replicaOf: placeOfSynced(synced) };
      const stand = await opened.deps.listStand();
      const list = stand === null ? {} : { list: stand };
      const shown = { ...status, ...backup, ...replica, ...list };
      output.result(shown, (page) => statusLines(shown, page));
    }
    return exitCodeOfStatus(status);
  },
});
