import type { Fault, FaultyRequest } from "@/sandbox/options.ts";
import type { TaskwarriorLine } from "../../scripts/taskwarrior.ts";
import { endChild } from "@tests/support/child_process.ts";
import { writeExecutable } from "@tests/support/executable.ts";
import { createWorld, type World } from "@tests/support/world.ts";

/**
 * When a run of `sync` is killed. `number` counts from 1. `before` a request: the server never hears of
 * it; `after`: it has carried it out, nobody got its answer. `before` a start of `task`: it goes on
 * without whoever started it; `after`: it is over. `log`: the write-ahead file has grown to as many bytes. `change`: so often
 * was a file of the log, of Taskwarrior or of ours seen to change.
 */
export type Moment =
  | { readonly at: "request" | "task"; readonly when: "before" | "after"; readonly number: number }
  | { readonly at: "log"; readonly bytes: number }
  | { readonly at: "change"; readonly number: number };

/** What an undisturbed run came to: how far each kind of moment reaches. */
export interface Extent {
  readonly requests: number;
  readonly starts: number;
  readonly logBytes: number;
  readonly changes: number;
}

export interface Killable extends AsyncDisposable {
  readonly world: World;
  /** Runs `sync` to its end. */
  measure(): Promise<Extent>;
  /** Runs `sync` and kills it with SIGKILL; false: it was over first. */
  killAt(moment: Moment): Promise<boolean>;
  /** What goes wrong with requests while no kill is set. */
  fault: (request: FaultyRequest) => Fault;
}

/** Kills whoever started it, at the start or after the end of the program behind it. */
const script = (program: string) =>
  `#!/bin/sh
echo >> "$STARTS"
number=$(wc -l < "$STARTS")
if [ "$number" -ge "\${KILL_BEFORE:-999}" ]; then kill -9 $PPID; fi
'${program}' "$@"
code=$?
if [ "$number" -ge "\${KILL_AFTER:-999}" ]; then kill -9 $PPID; fi
exit $code
`;

type OnRequest = (request: FaultyRequest) => Fault | Promise<Fault>;

export async function createKillable(line: TaskwarriorLine): Promise<Killable> {
  let onRequest: OnRequest | null = null;
  const killable = { fault: (_: FaultyRequest): Fault => null };
  const world = await createWorld({
    line,
    sandbox: { fault: (request) => (onRequest ?? killable.fault)(request) },
  });
  const task = `${world.folder}/killing-task`;
  writeExecutable(task, script(world.env["VIKUNJA_SYNC_TASK"] ?? "task"));
  let runs = 0;
  const envOf = (moment: Moment | null) => ({
    VIKUNJA_SYNC_TASK: task,
    STARTS: `${world.folder}/starts-${++runs}`,
    ...(moment?.at !== "task" ? {} : {
      [moment.when === "before" ? "KILL_BEFORE" : "KILL_AFTER"]: String(moment.number),
    }),
  });
  const logBytes = () => sizeOf(`${world.folder}/state/log.db-wal`);

  async function measure(): Promise<Extent> {
    const env = envOf(null);
    world.server.resetLog();
    let most = 0;
    let changes = 0;
    await using _changes = watched(world.folder, () => {
      changes++;
      most = Math.max(most, logBytes());
    });
    const { code, stderr } = await start(world, env).ended;
    if (code !== 0) throw new Error(`exit ${code}: ${new TextDecoder().decode(stderr)}`);
    return {
      requests: world.server.requests,
      starts: (await Deno.readTextFile(env.STARTS)).length,
      logBytes: most,
      changes,
    };
  }

  async function killAt(moment: Moment): Promise<boolean> {
    let seen = 0;
    if (moment.at === "request") {
      onRequest = async () => {
        if (++seen !== moment.number) return null;
        run.kill();
        await run.ended;
        return moment.when === "before" ? "cut-before" : "cut-after-commit";
      };
    }
    let changes = 0;
    await using _changes = watched(world.folder, () => {
      changes++;
      const isLongEnough = moment.at === "log" && logBytes() >= moment.bytes;
      if (isLongEnough || moment.at === "change" && changes >= moment.number) run.kill();
    });
    const run = start(world, envOf(moment));
    const { signal } = await run.ended;
    onRequest = null;
    return signal === "SIGKILL";
  }

  return Object.assign(killable, {
    world,
    measure,
    killAt,
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  });
}

function start(world: World, env: Readonly<Record<string, string>>) {
  const child = world.start(["sync"], env);
  let over = false;
  const ended = child.output().finally(() => over = true);
  return {
    ended,
    kill: () => {
      if (!over) endChild(child, "SIGKILL");
    },
  };
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return 0;
    throw thrown;
  }
}

/** Told of each change of a file below that folder. */
function watched(folder: string, onChange: () => void): AsyncDisposable {
  const watcher = Deno.watchFs(folder);
  const watching = (async () => {
    for await (const { kind } of watcher) if (kind !== "access") onChange();
  })();
  return {
    async [Symbol.asyncDispose]() {
      watcher.close();
      await watching;
    },
  };
}
