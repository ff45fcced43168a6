import { commands } from "@/cli/commands.ts";
import { commonOptions, type Option } from "@/cli/option.ts";

interface CompletedOption {
  readonly name: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
  readonly summary: string;
}

interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  /** Words that may come first. */
  readonly actions: readonly string[];
  readonly options: readonly CompletedOption[];
}

/** Every command as a shell needs to know it. */
export async function describeCommands(): Promise<readonly CompletedCommand[]> {
  return await Promise.all(
    Object.entries(commands).map(async ([name, load]) => {
      const { summary, actions, options } = await load();
      const all = Object.entries<Option>({ ...options, ...commonOptions });
      const described = all.map(([option, { type, summary, ...more }]) => ({
        name: option,
        takesValue: type !== "flag",
        choices: "choices" in more ? more.choices ?? [] : [],
        summary,
      }));
      return { name, summary, actions: actions ?? [], options: described };
    }),
  );
}

/** A script for the shell's start file; static, so completing starts no program. */
export function completionScript(
  shell: "bash" | "zsh" | "fish",
  described: readonly CompletedCommand[],
): string {
  switch (shell) {
    case "bash":
      return bashScript(described);
    case "zsh":
      // zsh runs bash's completions, and what it adds itself needs a function a command.
      return `autoload -Uz compinit bashcompinit && compinit && bashcompinit\n` +
        bashScript(described);
    case "fish":
      return fishScript(described);
  }
}

function bashScript(described: readonly CompletedCommand[]): string {
  const cases = described.map(({ name, actions, options }) =>
    `    ${name}) words="${
      [...actions, ...options.map((option) => `--${option.name}`)].join(" ")
    }" ;;`
  );
  const values = described.flatMap(({ options }) => options)
    .filter(({ choices }) => choices.length > 0)
    .map(({ name, choices }) => `    --${name}) words="${choices.join(" ")}" ;;`);
  const files = ["--config", "--data"].join("|");
  return [
    "_vikunja_sync() {",
    '  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" words=""',
    `  if [ "$COMP_CWORD" -eq 1 ]; then words="${described.map(({ name }) => name).join(" ")}"`,
    '  else case "${COMP_WORDS[1]}" in',
    ...cases,
    "  esac; fi",
    '  case "$previous" in',
    ...new Set(values),
    `    ${files}) COMPREPLY=($(compgen -f -- "$current")); return ;;`,
    "  esac",
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    "}",
    "complete -F _vikunja_sync vikunja-sync",
    "",
  ].join("\n");
}

function fishScript(described: readonly CompletedCommand[]): string {
  const lines = described.flatMap(({ name, summary, actions, options }) => {
    const begin = "complete -c vikunja-sync";
    const within = `${begin} -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `${begin} -f -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
      ...(actions.length === 0 ? [] : [`${within} -f -a ${quoted(actions.join(" "))}`]),
      ...options.map((option) => `${within} ${fishOption(option)}`),
    ];
  });
  return lines.join("\n") + "\n";
}

function fishOption({ name, takesValue, choices, summary }: CompletedOption): string {
  const value = choices.length > 0
    ? ` -x -a ${quoted(choices.join(" "))}`
    : takesValue
    ? " -r"
    : " -f";
  return `-l ${name}${value} -d ${quoted(summary)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
