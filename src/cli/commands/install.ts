import type { Installation } from "@/ports/setup.ts";
import { usageError } from "@/cli/arguments.ts";
import { type Context, defineCommand } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { filesLines, webhookLines } from "@/cli/commands/setup_text.ts";

interface InstallOptions {
  readonly url: string | null;
  readonly yes: boolean;
}

type Install = (options: InstallOptions, context: Context) => Promise<void>;

const parts: Readonly<Record<string, Install>> = {
  async hook({ yes }, context) {
    const report = await withInstallation(
      context,
      { needsServer: false, yes },
      (installation) => installation.hook(context.signal),
    );
    context.output.result(report, () => filesLines(report).map(context.output.asTyped));
  },
  async webhooks({ url, yes }, context) {
    const report = await withInstallation(
      context,
      { needsServer: true, yes },
      (installation) => installation.webhooks(url, context.signal),
    );
    context.output.result(report, () => webhookLines(report));
  },
  async units({ yes }, context) {
    const report = await withInstallation(
      context,
      { needsServer: false, yes },
      (installation) => installation.units(context.signal),
    );
    context.output.result(report, () => filesLines(report).map(context.output.asTyped));
  },
};

export const installCommand = defineCommand({
  summary: "Put into place what makes changes arrive at once: hook, webhooks, units",
  usage: "hook | webhooks | units",
  maxPositionals: 1,
  actions: Object.keys(parts),
  options: {
    url: { type: "text", value: "URL", summary: "Where Vikunja reaches the daemon (asks it)" },
    yes: { type: "flag", short: "y", summary: "Answer every question with yes" },
  },
  details: [
    "hook      Taskwarrior tells the daemon of each change; where none runs, it is looked at in the background",
    "webhooks  one on each project that has none above it; again after new ones were made",
    "units     systemd: the daemon with its socket, and a complete comparison once a day",
    "",
    "Run again, it changes nothing that is right already.",
  ],
  async run({ options, positionals: [part = ""] }, context) {
    const install = Object.hasOwn(parts, part) ? parts[part] : undefined;
    if (install === undefined) {
      throw usageError(`say what: ${Object.keys(parts).join(", ")}`, "install");
    }
    if (options.url !== null && part !== "webhooks") {
      throw usageError("--url is for webhooks", "install");
    }
    await install(options, context);
    return ExitCode.ok;
  },
});

/** Opens what the part needs for as long as it runs. */
export async function withInstallation<T>(
  { open }: Context,
  opening: { readonly needsServer: boolean; readonly yes: boolean },
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  await using opened = await open(opening);
  return await work(await opened.deps.installation());
}
