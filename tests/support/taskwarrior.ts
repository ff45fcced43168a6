import { dirname, join } from "node:path";
import type { JsonObject } from "@/domain/json.ts";
import {
  provideTaskwarrior,
  type TaskProgram,
  type TaskwarriorLine,
} from "../../scripts/taskwarrior.ts";

export interface TaskResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly stdin?: string;
  readonly cwd?: string;
  /** Over the ones of `Taskwarrior.env`. */
  readonly env?: Readonly<Record<string, string>>;
}

interface TaskwarriorOptions {
  /** Lines to add to the configuration file, such as UDA definitions. */
  readonly rc?: readonly string[];
}

/** A real Taskwarrior with a home, a configuration and data of its own, gone when disposed of. */
export interface Taskwarrior extends AsyncDisposable {
  readonly line: TaskwarriorLine;
  readonly program: TaskProgram;
  /** The folder that holds everything of this one. */
  readonly home: string;
  readonly taskrc: string;
  readonly taskdata: string;
  /** The whole environment of `run`, for starting other programs: `task` on its PATH is this one. */
  readonly env: Readonly<Record<string, string>>;
  /** Also returns when `task` fails: look at `code`. */
  run(args: readonly string[], options?: RunOptions): Promise<TaskResult>;
  /** Without gc, new children of templates, or hooks; throws when `task` fails. */
  export(filter?: readonly string[]): Promise<readonly JsonObject[]>;
  /** Runs hooks as a user's import does; throws when `task` fails. */
  import(tasks: readonly JsonObject[]): Promise<void>;
}

export const taskwarriorLines: readonly TaskwarriorLine[] = ["2.6", "3"];

export async function createTaskwarrior(
  line: TaskwarriorLine,
  options: TaskwarriorOptions = {},
): Promise<Taskwarrior> {
  const program = await programOf(line);
  const home = await Deno.makeTempDir({ prefix: "taskwarrior-" });
  const taskrc = join(home, ".taskrc");
  const taskdata = join(home, ".task");
  await Deno.mkdir(taskdata);
  await Deno.writeTextFile(taskrc, configuration(taskdata, options.rc ?? []));
  const env = {
    HOME: home,
    LANG: "C.UTF-8",
    PATH: `${dirname(program.path)}:${Deno.env.get("PATH") ?? ""}`,
    TASKDATA: taskdata,
    TASKRC: taskrc,
    TZ: "UTC",
  };
  const run = (args: readonly string[], how: RunOptions = {}) =>
    runTask(program.path, args, {
      stdin: how.stdin ?? "",
      cwd: how.cwd ?? home,
      env: { ...env, ...how.env },
    });
  return {
    line,
    program,
    home,
    taskrc,
    taskdata,
    env,
    run,
    export: async (filter = []) =>
      parseExport(succeeded(await run([...quietly, ...filter, "export"]))),
    import: async (tasks) => {
      succeeded(await run(["rc.verbose=nothing", "import", "-"], { stdin: JSON.stringify(tasks) }));
    },
    [Symbol.asyncDispose]: () => Deno.remove(home, { recursive: true }),
  };
}

/** Registers one test for each line of Taskwarrior, each with a fresh one. */
export function forEachVersion(
  name: string,
  test: (taskwarrior: Taskwarrior) => Promise<void> | void,
  options: TaskwarriorOptions = {},
): void {
  for (const line of taskwarriorLines) {
    Deno.test(`${name} (Taskwarrior ${line})`, async () => {
      await using taskwarrior = await createTaskwarrior(line, options);
      await test(taskwarrior);
    });
  }
}

const quietly = ["rc.gc=off", "rc.recurrence=off", "rc.hooks=off", "rc.verbose=nothing"];

const provided = new Map<TaskwarriorLine, Promise<TaskProgram>>();

function programOf(line: TaskwarriorLine): Promise<TaskProgram> {
  const program = provided.get(line) ?? provideTaskwarrior(line);
  provided.set(line, program);
  return program;
}

function configuration(taskdata: string, lines: readonly string[]): string {
  const own = [`data.location=${taskdata}`, "confirmation=off", "news.version=3.5.0"];
  return [...own, ...lines, ""].join("\n");
}

interface Run {
  readonly stdin: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

async function runTask(path: string, args: readonly string[], how: Run): Promise<TaskResult> {
  const child = new Deno.Command(path, {
    args: [...args],
    cwd: how.cwd,
    env: { ...how.env },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const [output] = await Promise.all([child.output(), feed(child.stdin, how.stdin)]);
  const decoder = new TextDecoder();
  return {
    code: output.code,
    stdout: decoder.decode(output.stdout),
    stderr: decoder.decode(output.stderr),
  };
}

/** A command that ends without reading its input breaks the pipe, which is its right. */
async function feed(stdin: WritableStream<Uint8Array>, text: string): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(text));
    await writer.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

function succeeded(result: TaskResult): string {
  if (result.code === 0) return result.stdout;
  throw new Error(`task ended with ${result.code}: ${result.stderr}${result.stdout}`);
}

function parseExport(text: string): readonly JsonObject[] {
  return JSON.parse(text) as readonly JsonObject[];
}
