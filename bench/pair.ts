import { join } from "node:path";
import { provideTaskwarrior } from "../scripts/taskwarrior.ts";
import type { BenchServer } from "./server.ts";
import { timedProcess } from "./timing.ts";

export interface TimedSync {
  /** Of the whole process. */
  readonly seconds: number;
  readonly requests: number;
  readonly linked: number;
}

/** A Taskwarrior 2.6 of its own and a log of its own, beside a server. */
export interface Pair extends AsyncDisposable {
  /** Runs our `sync` as its user would, with the permissions of `deno.json`. */
  sync(): Promise<TimedSync>;
  /** Runs `task`, and says what it took. */
  task(args: readonly string[], stdin?: string): Promise<{ stdout: string; seconds: number }>;
  /** Runs the bare requests in a process of its own, and says what it took. */
  bareRequests(paths: readonly string[]): Promise<number>;
}

export async function createPair(server: BenchServer): Promise<Pair> {
  const { path: program } = await provideTaskwarrior("2.6");
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-bench-" });
  const env = await prepare(folder, server, program);
  const syncArgs = await syncArguments();
  return {
    async sync() {
      const { stdout, seconds } = await timedProcess(Deno.execPath(), syncArgs, { env });
      const { requests, linked, failed, pending } = JSON.parse(stdout);
      if (failed + pending > 0) throw new Error(`sync left something undone: ${stdout}`);
      return { seconds, requests, linked };
    },
    task: (args, stdin) =>
      timedProcess(program, [...quietly, ...args], {
        env,
        ...(stdin === undefined ? {} : { stdin }),
      }),
    async bareRequests(paths) {
      return (await timedProcess(Deno.execPath(), [...bareArguments, ...paths], { env })).seconds;
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

const quietly = ["rc.verbose=nothing", "rc.confirmation=off", "rc.bulk=0", "rc.gc=off"];

const bareArguments = [
  ...["run", "--quiet", "--no-prompt", "--no-config", "--allow-net", "--allow-env"],
  new URL("./floor/bare_requests.ts", import.meta.url).pathname,
];

/** What `deno task sync` runs, started without the detour. */
async function syncArguments(): Promise<readonly string[]> {
  const root = new URL("../", import.meta.url);
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const [, ...args] = String(tasks.sync).split(" ");
  const main = new URL("src/main.ts", root).pathname;
  return [...args.map((arg) => arg === "src/main.ts" ? main : arg), "--json"];
}

async function prepare(folder: string, server: BenchServer, program: string) {
  const env = {
    HOME: folder,
    TASKRC: join(folder, "taskrc"),
    TASKDATA: join(folder, "task"),
    VIKUNJA_URL: server.url,
    VIKUNJA_TOKEN: server.token,
    VIKUNJA_SYNC_TASK: program,
    VIKUNJA_SYNC_STATE_DIR: join(folder, "state"),
    VIKUNJA_SYNC_CONFIG: join(folder, "config.toml"),
    DENO_DIR: await denoFolder(),
  };
  await Deno.mkdir(env.TASKDATA);
  await Deno.writeTextFile(env.VIKUNJA_SYNC_CONFIG, "");
  await Deno.writeTextFile(
    env.TASKRC,
    [
      ...["confirmation=off", "news.version=3.5.0"],
      ...["uda.notes.type=string", "uda.notes.label=Notes"],
      ...["uda.assignees.type=string", "uda.assignees.label=Assignees", ""],
    ].join("\n"),
  );
  return env;
}

/** HOME is another one there, and what was downloaded and compiled must be found all the same. */
async function denoFolder(): Promise<string> {
  const { stdout } = await timedProcess(Deno.execPath(), ["info", "--json"], { env: {} });
  return String(JSON.parse(stdout).denoDir);
}
