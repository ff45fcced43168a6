import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { Config } from "@/config/config.ts";
import { nearest } from "@/config/nearest.ts";
import { asTyped } from "@/cli/as_typed.ts";
import { parseArguments, usageError } from "@/cli/arguments.ts";
import type { Command, Context, Opened, Opening } from "@/cli/command.ts";
import { commands } from "@/cli/commands.ts";
import { namedBy, type NamedConfiguration, namedIn } from "@/cli/named_configuration.ts";
import { ExitCode, exitCodeOfError } from "@/cli/exit_code.ts";
import type { Options, OptionValues } from "@/cli/option.ts";
import { createOutput, type LogForm, logLevels, type Output } from "@/cli/output.ts";
import { escapeControls } from "@/words/escape.ts";
import { createScreen } from "@/cli/terminal/screen.ts";
import type { World } from "@/cli/world.ts";

/** Runs one command line, errors included, and says how the process is to end. */
export async function runCli(world: World): Promise<number> {
  const screen = createScreen({
    write: world.stderr,
    columns: world.columns,
    elapsed: world.elapsed,
  });
  const { program } = world;
  let profile = namedIn(withoutSeparator(world.args.slice(1))).profile ?? null;
  const onConfig = (config: Config) => void (profile = config.profile ?? profile);
  const typed = {
    asTyped: (text: string) => asTyped(text, { program, profile }),
    page: {
      columns: world.outputColumns(),
      get now() {
        return world.now();
      },
    },
    pager: world.pager,
    isColoured: world.isColoured(),
    log: null,
    elapsed: world.elapsed,
  };
  let output = createOutput(world.stdout, screen, { ...presumedOptions(world.args), ...typed });
  try {
    const [name, ...args] = world.args;
    const asked = name === "help" ? args.find((arg) => !arg.startsWith("-")) : undefined;
    if (asked !== undefined) return await showHelp(asked, await loadCommand(asked), output);
    if (name === undefined || name.startsWith("-") || name === "help") {
      return await runWithoutCommand(name, world, output);
    }
    if (name === "complete") return await offer(args, world, output);
    refuseBadText(world.args);
    const command = await loadCommand(name);
    if (asksForHelp(args)) return await showHelp(name, command, output);
    const parsed = parseArguments(name, command, withoutSeparator(args));
    const log = logForm(parsed.given.options, world.now);
    output = createOutput(world.stdout, screen, { ...parsed.common, ...typed, log });
    if (parsed.common.version) return await showVersion(world, output);
    return await command.run(
      parsed.given,
      contextOf(world, { named: namedBy(parsed.common), output, onConfig }),
    );
  } catch (thrown) {
    const error = describeInternal(asSyncError(thrown));
    output.error(error);
    return exitCodeOf(error);
  } finally {
    screen.clear();
  }
}

/**
 * For the scripts of `completions`: a line for each word that can follow, with what it is behind a tab; `:files` where
 * those can. What goes wrong is no matter for somebody who is typing.
 */
async function offer(
  args: readonly string[],
  world: World,
  output: Output,
): Promise<ExitCode> {
  const { complete } = await import("@/cli/complete.ts");
  const words = withoutSeparator(args);
  const context = contextOf(world, {
    named: namedIn(words.slice(0, -1)),
    output,
    onConfig: () => {},
  });
  let opened: Opened | null = null;
  const deps = async () => (opened ??= await context.open({ needsServer: false })).deps;
  try {
    const found = await complete(words, {
      deps,
      profiles: world.profiles,
      signal: world.signal,
    });
    const lines = typeof found === "string"
      ? [`:${found}`]
      : found.map(({ value, says }) => `${escapeControls(value)}\t${escapeControls(says)}`);
    if (lines.length > 0) world.stdout(lines.join("\n") + "\n");
  } catch {
    // No word is offered then.
  } finally {
    await (opened as Opened | null)?.[Symbol.asyncDispose]();
  }
  return ExitCode.ok;
}

/** Of commands that have options for it. */
function logForm(options: OptionValues<Options>, now: () => Date): LogForm | null {
  const { "log-format": format, "log-level": level } = options;
  if (format === undefined) return null;
  const least = logLevels.find((each) => each === level) ?? "info";
  return { isJson: format === "json", least, now };
}

/**
 * What is no UTF-8 comes from the runtime with U+FFFD in its place: it would name another file, or tell a command
 * something else.
 */
function refuseBadText(args: readonly string[]): void {
  const at = args.findIndex((arg) => arg.includes("\ufffd"));
  if (at < 0) return;
  throw usageError(`argument ${at + 1} is not valid UTF-8 (${args[at]})`, null);
}

async function runWithoutCommand(
  name: string | undefined,
  world: World,
  output: Output,
): Promise<ExitCode> {
  if (name === "--version") return await showVersion(world, output);
  const { overview } = await import("@/cli/help.ts");
  const lines = await overview();
  if (name === "--help" || name === "-h" || name === "help") {
    output.result({ help: lines }, () => lines);
    return ExitCode.ok;
  }
  if (name !== undefined) throw usageError(`${name} stands where a command should`, null);
  world.stderr(lines.join("\n") + "\n");
  return ExitCode.usage;
}

async function showHelp(name: string, command: Command, output: Output): Promise<ExitCode> {
  const { commandHelp } = await import("@/cli/help.ts");
  const help = commandHelp(name, command);
  output.result({ help }, () => help);
  return ExitCode.ok;
}

async function showVersion(world: World, output: Output): Promise<ExitCode> {
  const version = await world.version();
  output.result({ version }, () => [`vikunja-sync ${version}`]);
  return ExitCode.ok;
}

function loadCommand(name: string): Promise<Command> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load !== undefined) return load();
  const meant = nearest(name, Object.keys(commands));
  const hint = meant === null ? "" : `; did you mean "${meant}"?`;
  throw usageError(`there is no command "${name}"${hint}`, null);
}

/** Also where the rest of the line could not be understood: who asks for help is never refused. */
function asksForHelp(args: readonly string[]): boolean {
  const own = beforeSeparator(withoutSeparator(args));
  return own.includes("--help") || own.includes("-h");
}

/** `deno task sync -- --json` hands on its `--` as well. */
function withoutSeparator(args: readonly string[]): readonly string[] {
  return args[0] === "--" ? args.slice(1) : args;
}

function beforeSeparator(args: readonly string[]): readonly string[] {
  const end = args.indexOf("--");
  return end < 0 ? args : args.slice(0, end);
}

/** For errors that come before the options were understood. */
function presumedOptions([, ...args]: readonly string[]) {
  const own = beforeSeparator(withoutSeparator(args));
  return { json: own.includes("--json"), quiet: false, verbose: own.includes("--verbose") };
}

interface Line {
  readonly named: NamedConfiguration;
  readonly output: Output;
  /** Is told the configuration that this line is for. */
  readonly onConfig: (config: Config) => void;
}

function contextOf(world: World, { named, output, onConfig }: Line): Context {
  async function open(opening: Opening): Promise<Opened> {
    try {
      return await opened(opening);
    } catch (thrown) {
      const error = asSyncError(thrown);
      if (opening.isRun === true && error.code === "CONFIG") await noteFailure(error);
      throw thrown;
    }
  }

  /** Where the state folder cannot be known either, there is no place to keep it. */
  async function noteFailure(error: SyncError): Promise<void> {
    const config = await world.readConfig(named, false, true).catch(() => null);
    if (config === null) return;
    const confirm = () => Promise.resolve(null);
    await using deps = (await world.loadDeps())(config, { warn() {}, onRequest: null, confirm });
    await deps.noteFailure(error);
  }

  async function opened(
    { needsServer, flags, yes, mayLackFile, confirm, profile, onWarning }: Opening,
  ): Promise<Opened> {
    const asked = { ...(profile === undefined ? named : { profile }), ...flags };
    const reread = () => world.readConfig(asked, needsServer, mayLackFile === true);
    const config = await reread();
    if (profile === undefined) onConfig(config);
    for (const warning of config.warnings) (onWarning ?? output.warn)(warning);
    const createDeps = await world.loadDeps();
    const deps = createDeps(config, {
      warn: onWarning ?? output.warn,
      onRequest: onWarning === undefined ? output.request : null,
      saysYes: yes === true,
      quiet: world.quiet ?? null,
      confirm: (question) => {
        if (yes === true) return Promise.resolve(true);
        if (confirm !== undefined) return Promise.resolve(confirm(question));
        output.pause();
        return world.ask(question).finally(output.resume);
      },
    });
    return { config, deps, reread, [Symbol.asyncDispose]: () => deps[Symbol.asyncDispose]() };
  }
  const { signal, runSandbox, lockedFiles, wait, askText, canAsk, readToken, profiles } = world;
  const { fullScreen, serveLists, lists } = world;

  /** Of many lists each says its own. */
  function refuseNamed(): void {
    const [option] = Object.keys(named);
    if (option === undefined) return;
    throw usageError(`--${option} names one list; a folder of lists has a file for each`, null);
  }

  return {
    output,
    signal,
    open,
    profiles,
    dataFiles: async () => (await import("@/cli/data_files.ts")).dataFiles(await world.version()),
    runSandbox,
    lockedFiles,
    async serveLists(...asked) {
      refuseNamed();
      return await serveLists(...asked);
    },
    async lists(folder) {
      refuseNamed();
      return await lists(folder);
    },
    wait,
    askText,
    canAsk,
    fullScreen,
    readToken,
  };
}

/** Of a question that was broken off, what a shell says of SIGINT. */
function exitCodeOf({ code, details }: SyncError): number {
  const exit = details["exit"];
  return code === "ABORTED" && typeof exit === "number" ? exit : exitCodeOfError(code);
}

function describeInternal(error: SyncError): SyncError {
  if (error.code !== "INTERNAL") return error;
  return new SyncError("INTERNAL", `Cannot go on: ${error.message}`, {
    hint: error.hint ?? "This is a fault of vikunja-sync; --verbose shows where.",
    cause: error,
  });
}
