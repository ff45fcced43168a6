import { SyncError } from "@/domain/errors.ts";
import { nearest } from "@/config/nearest.ts";
import type { Command, Given } from "@/cli/command.ts";
import { type OptionToken, tokensOf } from "@/cli/tokens.ts";
import { commonOptions, type Option, type Options, type OptionValues } from "@/cli/option.ts";

type CommonValues = OptionValues<typeof commonOptions>;

interface ParsedArguments {
  readonly common: CommonValues;
  readonly given: Given<Options>;
}

/**
 * Reads what follows the command's name.
 * @throws {SyncError} `USAGE`
 */
export function parseArguments(
  name: string,
  command: Command,
  args: readonly string[],
): ParsedArguments {
  const options: Options = { ...commonOptions, ...command.options };
  const known = Object.entries(options).map(([name, { type, short }]) =>
    [name, { takesValue: type !== "flag", short }] as const
  );
  const values: Record<string, boolean | string | readonly string[] | null> = {};
  for (const [key, { type }] of Object.entries(options)) {
    values[key] = type === "flag" ? false : type === "list" ? [] : null;
  }
  const positionals: string[] = [];
  let rest: string[] | null = null;
  for (const token of tokensOf(args, Object.fromEntries(known))) {
    if (token.kind === "option-terminator") rest = [];
    else if (token.kind === "positional") (rest ?? positionals).push(token.value);
    else {
      const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
      if (option === undefined) throw unknownOption(token.rawName, name, options);
      const value = valueOf(option, token, name);
      const earlier = values[token.name];
      values[token.name] = option.type === "list"
        ? [...(Array.isArray(earlier) ? earlier : []), String(value)]
        : value;
    }
  }
  checkPositionals(name, command, positionals, rest);
  // Filled above from the very table that these types are derived from.
  const typed = values as unknown as CommonValues & OptionValues<Options>;
  return { common: typed, given: { options: typed, positionals, rest } };
}

function valueOf(option: Option, token: OptionToken, name: string): boolean | string {
  const { rawName, value, isInline } = token;
  if (option.type === "flag") {
    if (value === undefined) return true;
    throw usageError(`${rawName} takes no value`, name);
  }
  const isNext = value !== undefined && !isInline && value.startsWith("-") &&
    value !== "-";
  const isBlankOne = option.type === "list" && value?.trim() === "";
  if (value === undefined || isNext || isBlankOne) {
    throw usageError(`${rawName} needs ${option.value}`, name);
  }
  if (option.choices?.includes(value) === false) {
    throw usageError(`${rawName} must be one of ${option.choices.join(", ")}`, name);
  }
  return value;
}

function checkPositionals(
  name: string,
  command: Command,
  positionals: readonly string[],
  rest: readonly string[] | null,
): void {
  const extra = positionals[command.maxPositionals] ??
    (command.takesRest === true ? undefined : rest?.[0]);
  if (extra !== undefined) throw usageError(`there is no place for "${extra}"`, name);
}

function unknownOption(rawName: string, name: string, options: Options): SyncError {
  const meant = nearest(rawName.replace(/^-+/, ""), Object.keys(options));
  const hint = meant === null ? "" : `; did you mean --${meant}?`;
  return usageError(`there is no option ${rawName}${hint}`, name);
}

/** A command line that cannot be understood. */
export function usageError(why: string, name: string | null): SyncError {
  const command = name === null ? "" : `${name} `;
  return new SyncError(
    "USAGE",
    name === null ? `Cannot run: ${why}` : `Cannot run ${name}: ${why}`,
    {
      hint: `See \`vikunja-sync ${command}--help\`.`,
    },
  );
}
