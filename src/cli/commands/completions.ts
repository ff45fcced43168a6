import { usageError } from "@/cli/arguments.ts";
import { defineCommand } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";

const shells = ["bash", "zsh", "fish"];

export const completionsCommand = defineCommand({
  summary: "Print a script that completes commands, options, tasks, projects and more",
  usage: "bash|zsh|fish",
  maxPositionals: 1,
  actions: shells,
  options: {},
  details: [
    'In ~/.bashrc or ~/.zshrc: eval "$(vikunja-sync completions bash)" (or zsh); of zsh also as the',
    "file _vikunja-sync of a folder in fpath. fish: ~/.config/fish/completions/vikunja-sync.fish.",
  ],
  async run({ positionals: [shell] }, { output }) {
    const { completionScript } = await import("@/cli/completion_script.ts");
    if (shell !== "bash" && shell !== "zsh" && shell !== "fish") {
      throw usageError(`it needs a shell, one of ${shells.join(", ")}`, "completions");
    }
    const script = completionScript(shell);
    output.result({ shell, script }, () => script.trimEnd().split("\n"));
    return ExitCode.ok;
  },
});
