import type { Sandbox } from "@/sandbox/options.ts";
import { startSandbox } from "@/sandbox/server.ts";
import { runInProcess } from "@tests/support/in_process.ts";
import { isLong } from "@tests/support/long_form.ts";
import { ourselves, wordsOfTask } from "@tests/support/own_program.ts";
import { type Served, served } from "@tests/support/serve.ts";
import { provideTaskwarrior, type TaskwarriorLine } from "../../scripts/taskwarrior.ts";
import { udaLines } from "@tests/support/uda_lines.ts";

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface WorldOptions {
  readonly line?: TaskwarriorLine;
  readonly sandbox?: Parameters<typeof startSandbox>[0];
  /** Runs this instead of the usual; `null`: from source. */
  readonly binary?: string | null;
  /** For a program that installs itself: what it leaves behind starts it as it was started, with no word of a bundle. */
  readonly isFromSources?: boolean;
}

/** A server, a Taskwarrior of its own and our program, each a real one, in one temporary folder. */
export interface World {
  readonly folder: string;
  readonly server: Sandbox;
  readonly taskVersion: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs the real `task`; throws with its output where it fails. */
  task(...args: readonly string[]): Promise<string>;
  export(...filter: readonly string[]): Promise<readonly TaskObject[]>;
  import(tasks: readonly object[]): Promise<void>;
  /** Calls the server as its web page would. */
  api<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
  /** Every task of the account, as the server lists them. */
  serverTasks(): Promise<readonly ServerTask[]>;
  /** The words that start our program with these arguments. */
  command(args: readonly string[]): readonly string[];
  /**
   * Runs our program and gives whatever came of it: inside the process of the test; as `spawn` does in the long form,
   * where a binary is tested, and beside a run with other variables.
   */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Run>;
  /** Runs our program as its user would, in a process of its own with the permissions that `deno.json` gives it. */
  spawn(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Run>;
  /** The same, not waited for. */
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Deno.ChildProcess;
  /** A daemon with a socket and a port of its own, listening; it ends with the world at the latest. */
  serve(args?: readonly string[], env?: Readonly<Record<string, string>>): Promise<Served>;
  /** `run`, with `--json`, its one object parsed; throws where the exit code is another than `code`. */
  json<T = Record<string, unknown>>(args: readonly string[], code?: number): Promise<T>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface TaskObject extends Readonly<Record<string, unknown>> {
  readonly uuid: string;
  readonly description: string;
  readonly status: string;
}

export interface ServerTask extends Readonly<Record<string, unknown>> {
  readonly id: number;
  readonly title: string;
  readonly done: boolean;
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const program = await provideTaskwarrior(options.line ?? "2.6");
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-" });
  const server = await startSandbox(options.sandbox ?? {});
  const env = await prepare(folder, server, program.path);
  const task = (args: readonly string[], stdin?: string) =>
    finished(
      program.path,
      ["rc.bulk=0", "rc.verbose=nothing", "rc.confirmation=off", ...args],
      env,
      stdin,
    );
  const { binary = usualBinary, isFromSources = false } = options;
  const command = (args: readonly string[]) =>
    binary === null ? [Deno.execPath(), ...asTask(args, isFromSources)] : [binary, ...args];
  const start = (args: readonly string[], extra: Readonly<Record<string, string>> = {}) =>
    new Deno.Command(binary ?? Deno.execPath(), {
      args: command(args).slice(1),
      env: { ...env, ...extra },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  const spawn = async (args: readonly string[], extra: Readonly<Record<string, string>> = {}) =>
    decode(await start(args, extra).output());
  const run = async (args: readonly string[], extra: Readonly<Record<string, string>> = {}) => {
    // `hook` reads its standard input, of which a process has one.
    const isWhole = binary !== null || isLong || args[0] === "hook";
    const ended = isWhole ? null : await runInProcess(args, { ...env, ...extra });
    return ended ?? await spawn(args, extra);
  };
  const daemons: Served[] = [];
  return {
    folder,
    server,
    taskVersion: program.version,
    env,
    task: async (...args) => (await task(args)).stdout,
    export: async (...filter) =>
      JSON.parse((await task([...filter, "rc.json.array=on", "rc.gc=off", "export"])).stdout),
    import: async (tasks) => void await task(["import", "-"], JSON.stringify(tasks)),
    api: (method, path, body) => call(server, method, path, body),
    serverTasks: () => allTasks(server),
    command,
    run,
    spawn,
    start,
    async serve(args = ["--listen", "127.0.0.1:0"], extra = {}) {
      const daemon = await served(start(["serve", ...args], extra));
      daemons.push(daemon);
      return daemon;
    },
    async json(args, code = 0) {
      const ended = await run([...args, "--json"]);
      if (ended.code !== code) {
        throw new Error(`exit ${ended.code}\n${ended.stdout}${ended.stderr}`);
      }
      return JSON.parse(ended.stdout);
    },
    async [Symbol.asyncDispose]() {
      for (const daemon of daemons) await daemon[Symbol.asyncDispose]();
      await server.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

const tasks: Readonly<Record<string, string>> = JSON.parse(
  Deno.readTextFileSync(new URL("../../deno.json", import.meta.url)),
).tasks;

/** With the permissions that `deno.json` gives the task of that name, and no others. */
function asTask(args: readonly string[], isFromSources: boolean): readonly string[] {
  const [name = "", ...rest] = args;
  const line = tasks[name];
  if (line === undefined) return [...ourselves, ...args];
  return [...wordsOfTask(line, isFromSources), ...rest];
}

/** From source, or the binary that VIKUNJA_SYNC_TEST_BINARY names: then all these tests are tests of that. */
const usualBinary = Deno.env.get("VIKUNJA_SYNC_TEST_BINARY") ?? null;

function cacheOfDeno(): string {
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME") ?? ""}/.cache`;
  return Deno.env.get("DENO_DIR") ?? `${cache}/deno`;
}

async function prepare(folder: string, server: Sandbox, program: string) {
  const env = {
    HOME: folder,
    // Else each world has a cache of its own, and loads every package anew.
    DENO_DIR: cacheOfDeno(),
    TASKRC: `${folder}/taskrc`,
    TASKDATA: `${folder}/task`,
    VIKUNJA_URL: server.url,
    VIKUNJA_TOKEN: server.token,
    VIKUNJA_SYNC_TASK: program,
    VIKUNJA_SYNC_STATE_DIR: `${folder}/state`,
    VIKUNJA_SYNC_CONFIG: `${folder}/config.toml`,
    NO_COLOR: "1",
  };
  await Deno.mkdir(env.TASKDATA);
  await Deno.writeTextFile(env.VIKUNJA_SYNC_CONFIG, "");
  await Deno.writeTextFile(
    env.TASKRC,
    [
      `data.location=${env.TASKDATA}`,
      "confirmation=off",
      "news.version=3.5.0",
      ...udaLines,
      "",
    ].join("\n"),
  );
  return env;
}

async function finished(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  stdin?: string,
): Promise<Run> {
  const child = new Deno.Command(program, {
    args: [...args],
    env: { ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  if (stdin !== undefined) await writer.write(new TextEncoder().encode(stdin));
  await writer.close();
  const ended = decode(await child.output());
  if (ended.code !== 0) throw new Error(`task ${args.join(" ")}: ${ended.code} ${ended.stderr}`);
  return ended;
}

function decode({ code, stdout, stderr }: Deno.CommandOutput): Run {
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

async function call<T>(server: Sandbox, method: string, path: string, body: unknown): Promise<T> {
  const response = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${server.token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === "" ? null : JSON.parse(text)) as T;
}

async function allTasks(server: Sandbox): Promise<readonly ServerTask[]> {
  const tasks: ServerTask[] = [];
  for (let page = 1;; page++) {
    const query = `per_page=1000&page=${page}&expand=comments&sort_by=id`;
    const list = await call<{ items: ServerTask[]; total: number }>(
      server,
      "GET",
      `/api/v2/tasks?${query}`,
      undefined,
    );
    tasks.push(...list.items);
    if (list.items.length === 0 || tasks.length >= list.total) return tasks;
  }
}
