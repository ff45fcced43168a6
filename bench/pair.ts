import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { hookSpool } from "@/adapters/fs/hook_spool.ts";
import { textFiles } from "@/adapters/fs/text_files.ts";
import { installHook } from "@/app/setup/install_hook.ts";
import { provideTaskwarrior } from "../scripts/taskwarrior.ts";
import type { BenchServer } from "./server.ts";
import { timedProcess } from "./timing.ts";
import { udaLines } from "@tests/support/uda_lines.ts";

export interface TimedSync {
  /** Of the whole process. */
  readonly seconds: number;
  readonly requests: number;
  readonly linked: number;
}

/** A Taskwarrior 2.6 of its own and a log of its own, beside a server. */
export interface Pair extends AsyncDisposable {
  /** Runs our `sync` as its user would, with the permissions of `deno.json`; `binary`: its path. */
  sync(binary?: string, more?: readonly string[]): Promise<TimedSync>;
  /** Waits until the bundle is there that a first `sync` from source has asked for. */
  isBundled(): Promise<void>;
  /** Runs `task`, and says what it took. */
  task(args: readonly string[], stdin?: string): Promise<{ stdout: string; seconds: number }>;
  /** Whether the data themselves hold that text: to ask `task` itself all the time would slow down what is timed. */
  holds(text: string): boolean;
  /** Starts our `serve` as its user would, and waits until it listens. `binary`: its path; `null`: from source. */
  serve(binary: string | null): Promise<ServeProcess>;
  /** Installs our on-exit hook. */
  installHook(): Promise<void>;
  /** Commits that the log's write-ahead file tells of; falls where it began anew. */
  commits(): number;
  /** What its programs are started with. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs our `status`, and says what it took, in seconds. */
  status(binary: string | null): Promise<number>;
  /** Runs the bare requests in a process of its own, and says what it took. */
  bareRequests(paths: readonly string[]): Promise<number>;
}

export interface ServeProcess extends AsyncDisposable {
  readonly pid: number;
  /** Of the webhook receiver. */
  readonly url: string;
  /** What signs webhooks. */
  readonly secret: string;
  /** Requests sent so far. */
  requests(): number;
  /** All that it has said. */
  said(): string;
}

/** Where Vikunja is; `caFile`: who signed its certificate. */
type Place = Pick<BenchServer, "url" | "token"> & { readonly caFile?: string | null };

export async function createPair(
  server: Place,
  version: "2.6" | "3" = "2.6",
  config = "",
): Promise<Pair> {
  const { path: program } = await provideTaskwarrior(version);
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-bench-" });
  const env = await prepare(folder, server, program);
  if (config !== "") await Deno.writeTextFile(env.VIKUNJA_SYNC_CONFIG, config);
  return {
    env,
    async sync(binary, more = []) {
      const [program = "", ...args] = await commandOf(binary ?? null, "sync");
      const { stdout, seconds } = await timedProcess(program, [...args, "--json", ...more], {
        env,
      });
      const { requests, linked, failed, pending } = JSON.parse(stdout);
      if (failed + pending > 0) throw new Error(`sync left something undone: ${stdout}`);
      return { seconds, requests, linked };
    },
    async isBundled() {
      const whole = /^[0-9a-f]{16}$/;
      const bundles = join(folder, ".cache", "vikunja-sync", "bundles");
      for (const deadline = performance.now() + 60_000; performance.now() < deadline;) {
        if ([...Deno.readDirSync(bundles)].some(({ name }) => whole.test(name))) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error("no bundle was made");
    },
    serve: async (binary) => await startServe(folder, env, await commandOf(binary, "serve")),
    async status(binary) {
      const [program = "", ...args] = await commandOf(binary, "status");
      return (await timedProcess(program, args, { env })).seconds;
    },
    task: (args, stdin) =>
      timedProcess(program, [...quietly, ...args], {
        env,
        ...(stdin === undefined ? {} : { stdin }),
      }),
    async installHook() {
      const stateDir = join(folder, "state");
      await Deno.mkdir(stateDir, { recursive: true, mode: 0o700 });
      const deps = { files: textFiles, spool: hookSpool(stateDir) };
      const place = { folder: join(env.TASKDATA, "hooks") };
      await Deno.mkdir(place.folder, { recursive: true });
      await installHook(deps, place, { stateDir, command: ["false"], environment: {} });
    },
    commits: () => commitsIn(join(folder, "state", "log.db-wal")),
    holds: heldIn(
      env.TASKDATA,
      version === "3" ? ["taskchampion.sqlite3", "taskchampion.sqlite3-wal"] : ["pending.data"],
    ),
    async bareRequests(paths) {
      return (await timedProcess(Deno.execPath(), [...bareArguments, ...paths], { env })).seconds;
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** A frame that ends a transaction has the size of the database in its head (sqlite.org/fileformat2, WAL). */
function commitsIn(path: string): number {
  const bytes = Deno.readFileSync(path);
  // It was cut while nothing happened.
  if (bytes.length < 32) return 0;
  const view = new DataView(bytes.buffer);
  const pageBytes = view.getUint32(8);
  const salt = view.getUint32(16);
  let commits = 0;
  for (let at = 32; at + 24 <= bytes.length; at += 24 + pageBytes) {
    if (view.getUint32(at + 8) !== salt) break;
    if (view.getUint32(at + 4) > 0) commits++;
  }
  return commits;
}

/** Stamps of files come in steps of so long at most. */
const stepMs = 10;

/** Reads only where a file has changed since it was last read: the machine is needed for what is timed. */
function heldIn(folder: string, names: readonly [string, ...string[]]): (text: string) => boolean {
  const path = join(folder, names[0]);
  let readAt = 0;
  let last = { text: "", isThere: false };
  return (text) => {
    const changedAt = Math.max(...names.map((name) => changedMs(join(folder, name))));
    if (text === last.text && changedAt + stepMs < readAt) return last.isThere;
    readAt = Date.now();
    const isThere = names.length > 1
      ? isInDatabase(path, text)
      : Deno.readTextFileSync(path).includes(text);
    last = { text, isThere };
    return isThere;
  };
}

function changedMs(path: string): number {
  try {
    return Deno.statSync(path).mtime?.getTime() ?? 0;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return 0;
    throw thrown;
  }
}

function isInDatabase(path: string, text: string): boolean {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const found = database.prepare("SELECT count(*) AS n FROM tasks WHERE instr(data, ?) > 0");
    return Number(found.get(text)?.["n"]) > 0;
  } finally {
    database.close();
  }
}

const quietly = ["rc.verbose=nothing", "rc.confirmation=off", "rc.bulk=0", "rc.gc=off"];

/** With our flags: with others, V8 takes what it has compiled for one of the two as worthless for the other. */
const bareArguments = [
  "run",
  "--quiet",
  "--no-prompt",
  "--no-config",
  ...(await taskArguments("sync")).filter((arg) => arg.startsWith("--v8-flags=")),
  "--allow-net",
  "--allow-env",
  "--allow-read",
  "--allow-write",
  new URL("./floor/bare_requests.ts", import.meta.url).pathname,
];

/** What `deno task NAME` runs, started without the detour. */
export async function taskArguments(name: string): Promise<readonly string[]> {
  const root = new URL("../", import.meta.url);
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const [, ...args] = String(tasks[name]).split(" ");
  return args.map((arg) => arg.endsWith(".ts") ? new URL(arg, root).pathname : arg);
}

async function commandOf(binary: string | null, name: string): Promise<readonly string[]> {
  return binary === null ? [Deno.execPath(), ...await taskArguments(name)] : [binary, name];
}

async function startServe(
  folder: string,
  env: Readonly<Record<string, string>>,
  [program = "", ...args]: readonly string[],
): Promise<ServeProcess> {
  const child = new Deno.Command(program, {
    args: [...args, "--listen", "127.0.0.1:0", "--metrics", "--verbose"],
    env: { ...env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let said = "";
  const listening = Promise.withResolvers<string>();
  const reading = (async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      said += text;
      const url = /listening on .* and (http:\S+)/.exec(said)?.[1];
      if (url !== undefined) listening.resolve(url);
    }
    listening.reject(new Error(`serve ended: ${said}`));
  })();
  const url = await listening.promise;
  // Made at the first delivery; one whose signature is only well-formed makes it, too.
  const headers = { "X-Vikunja-Signature": "0".repeat(64) };
  await (await fetch(`${url}/webhook`, { method: "POST", body: "{}", headers })).body?.cancel();
  return {
    pid: child.pid,
    url,
    secret: (await Deno.readTextFile(join(folder, "state", "webhook-secret"))).trim(),
    said: () => said,
    requests: () => (said.match(/^(GET|POST|PUT|PATCH|DELETE) /gm) ?? []).length,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await Promise.all([child.status, reading]);
    },
  };
}

async function prepare(
  folder: string,
  server: Place,
  program: string,
) {
  const env = {
    HOME: folder,
    XDG_CACHE_HOME: "",
    TASKRC: join(folder, "taskrc"),
    TASKDATA: join(folder, "task"),
    VIKUNJA_URL: server.url,
    VIKUNJA_TOKEN: server.token,
    VIKUNJA_CA_FILE: server.caFile ?? "",
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
      "confirmation=off",
      "news.version=3.5.0",
      ...udaLines,
      "",
    ].join("\n"),
  );
  return env;
}

/** HOME is another one there, and what was downloaded and compiled must be found all the same. */
export async function denoFolder(): Promise<string> {
  const { stdout } = await timedProcess(Deno.execPath(), ["info", "--json"], { env: {} });
  return String(JSON.parse(stdout).denoDir);
}
