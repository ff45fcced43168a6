import { usageError } from "@/cli/arguments.ts";
import { type Context, defineCommand } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { withInstallation } from "@/cli/commands/install.ts";
import { leave, leavingOptions } from "@/cli/commands/leaving.ts";
import { filesLines, webhookLines } from "@/cli/commands/setup_text.ts";

type Uninstall = (context: Context) => Promise<void>;

const parts: Readonly<Record<string, Uninstall>> = {
  async hook(context) {
    const report = await withInstallation(
      context,
      { needsServer: false, yes: false },
      (of) => of.removeHook(context.signal),
    );
    context.output.result(report, () => filesLines(report));
  },
  async webhooks(context) {
    const report = await withInstallation(
      context,
      { needsServer: true, yes: false },
      (of) => of.removeWebhooks(context.signal),
    );
    context.output.result(report, () => webhookLines(report));
  },
  async units(context) {
    const report = await withInstallation(
      context,
      { needsServer: false, yes: false },
      (of) => of.removeUnits(context.signal),
    );
    context.output.result(report, () => filesLines(report));
  },
};

export const uninstallCommand = defineCommand({
  summary: "Take away what `install` put into place",
  usage: "hook | webhooks | units | --all",
  maxPositionals: 1,
  actions: Object.keys(parts),
  options: {
    all: {
      type: "flag",
      summary: "All that `unlink` takes, and configuration, token and installed program",
    },
    ...leavingOptions,
  },
  details: [
    "Only what is ours is removed; without --all tasks, the log and the configuration stay.",
    "The other options go with --all.",
  ],
  async run({ options, positionals: [part = ""] }, context) {
    if (options.all && part === "") {
      return await leave(options, { all: true, name: "uninstall --all" }, context);
    }
    const own = ["all", ...Object.keys(leavingOptions)];
    const given = Object.entries(options).find(([name, value]) => value && own.includes(name))?.[0];
    if (given !== undefined) {
      throw usageError(
        part === "" ? `--${given} goes with --all` : `--${given} does not go with "${part}"`,
        "uninstall",
      );
    }
    const uninstall = Object.hasOwn(parts, part) ? parts[part] : undefined;
    if (uninstall === undefined) {
      throw usageError(`say what: ${Object.keys(parts).join(", ")}, or --all`, "uninstall");
    }
    await uninstall(context);
    return ExitCode.ok;
  },
});
