import { defineCommand } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { filesLines } from "@/cli/commands/setup_text.ts";

export const selfInstallCommand = defineCommand({
  summary: "Put this program into ~/.local/bin, with man pages and completions",
  usage: "",
  maxPositionals: 0,
  options: {},
  details: [
    "Of the one binary only. Run again by a newer one, it takes the place of the older one, and says what",
    "else is to be renewed. `uninstall --all` takes it away.",
  ],
  async run(_given, { open, output, signal, dataFiles }) {
    await using opened = await open({ needsServer: false, mayLackFile: true });
    const install = await opened.deps.selfInstall();
    const report = await install.install(await dataFiles());
    const stale = await install.stale(report.isReplaced, signal);
    output.result({ ...report, stale }, () =>
      [
        ...report.written.slice(0, 1).map((path) => `wrote ${path}`),
        ...report.written.length > 1
          ? [`and ${report.written.length - 1} files of help and completions`]
          : [],
        ...filesLines({ ...report, written: [], unchanged: report.unchanged.slice(0, 1) })
          .filter((line) => report.written.length === 0 || !line.startsWith("unchanged")),
        ...stale,
        ...report.isSetUp ? [] : ["then: `vikunja-sync init`"],
      ].map(output.asTyped));
    return ExitCode.ok;
  },
});
