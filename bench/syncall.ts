import { join } from "node:path";
import { provideTaskwarrior } from "../scripts/taskwarrior.ts";
import { createPair } from "./pair.ts";
import type { BenchRow } from "./row.ts";
import { timesRow } from "./rows.ts";
import { type BenchServer, startServer } from "./server.ts";
import { showTable } from "./table.ts";
import { benchTasks, taskwarriorObjects } from "./tasks.ts";
import { median, timedProcess } from "./timing.ts";

/** Both sync one project of a server with Taskwarrior 2.6, by whole processes. */
interface Contestant extends AsyncDisposable {
  /** Seconds. */
  sync(): Promise<number>;
  task(args: readonly string[], stdin?: string): Promise<{ readonly stdout: string }>;
}

interface Figures {
  readonly first: number;
  readonly quiet: number;
  readonly here: number;
  readonly there: number;
}

const project = "Bench";
const rounds = 5;

/**
 * The same work by us and by syncall, which goes to Vikunja by CalDAV; the sandbox has none, so on a given server alone.
 * `program`: its `tw_caldav_sync`, from PyPI's `syncall[caldav,tw]` (1.8.8 with Python 3.11 wants `typing_extensions` as well).
 */
export async function benchSyncall(
  server: BenchServer,
  program: string,
  count: number,
): Promise<readonly BenchRow[]> {
  if (server.kind === "sandbox") {
    throw new Error("the sandbox has no CalDAV; see VIKUNJA_BENCH_URL");
  }
  const theirs = await figuresOf(server, count, () => syncall(server, program));
  const ours = await figuresOf(server, count, us(server));
  const row = (name: string, figure: keyof Figures) =>
    timesRow(`${count} tasks: ${name}`, {
      value: ours[figure],
      floor: theirs[figure],
      floorName: "syncall",
      most: 1,
    });
  return [
    row("first sync to an empty Vikunja", "first"),
    row("nothing changed", "quiet"),
    row("one task changed in Taskwarrior", "here"),
    row("one task changed in Vikunja", "there"),
  ];
}

async function figuresOf(
  server: BenchServer,
  count: number,
  begin: () => Promise<Contestant>,
): Promise<Figures> {
  await server.clear();
  const made = await server.api<{ id: number }>("POST", "/api/v2/projects", { title: project });
  const tasks = benchTasks(count, false).map((task) => ({ ...task, project }));
  await using contestant = await begin();
  // syncall fails at tasks without a priority.
  const objects = taskwarriorObjects(tasks).map((object) => ({ ...object, priority: "M" }));
  await contestant.task(["import", "-"], JSON.stringify(objects));
  const first = await contestant.sync();
  const path = `/api/v2/projects/${made.id}/tasks?per_page=${rounds}`;
  const { total, items } = await server.api<{ total: number; items: { id: number }[] }>(
    "GET",
    path,
  );
  if (total !== count) throw new Error(`${total} of ${count} tasks came to Vikunja`);
  const syncs = async (change: (round: number) => Promise<unknown>): Promise<number> => {
    const seconds: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await change(round);
      seconds.push(await contestant.sync());
    }
    return median(seconds);
  };
  const uuids = (await contestant.task(["_uuids"])).stdout.trim().split("\n");
  const here = await syncs((round) =>
    contestant.task([`uuid:${uuids[round]}`, "modify", `Changed here ${round}`])
  );
  const there = await syncs((round) =>
    server.api("PUT", "/api/v2/tasks/bulk", {
      task_ids: [items[round]?.id],
      fields: ["title"],
      values: { title: `Changed there ${round}` },
    })
  );
  return { first, here, there, quiet: await syncs(() => Promise.resolve()) };
}

const us = (server: BenchServer) => async (): Promise<Contestant> => {
  const pair = await createPair(server, "2.6", `[selection]\nprojects = ["${project}"]\n`);
  return {
    sync: async () => (await pair.sync()).seconds,
    task: pair.task,
    [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose](),
  };
};

/** In a home of its own; it finds `task` on the path alone. */
async function syncall(server: BenchServer, program: string): Promise<Contestant> {
  const home = await Deno.makeTempDir({ prefix: "vikunja-sync-bench-" });
  const { path: task } = await provideTaskwarrior("2.6");
  const { username } = await server.api<{ username: string }>("GET", "/api/v2/user");
  await Deno.mkdir(join(home, "bin"));
  await Deno.symlink(task, join(home, "bin", "task"));
  await Deno.writeTextFile(join(home, "token"), server.token, { mode: 0o600 });
  await Deno.writeTextFile(join(home, ".taskrc"), `data.location=${home}/data\nconfirmation=off\n`);
  const env = {
    HOME: home,
    XDG_CONFIG_HOME: join(home, ".config"),
    PATH: `${home}/bin:${Deno.env.get("PATH") ?? ""}`,
  };
  const options = {
    "--caldav-url": `${server.url}/dav`,
    "--caldav-user": username,
    "--caldav-passwd-cmd": `cat ${home}/token`,
    "--caldav-calendar": project,
    "--tw-project": project,
  };
  return {
    sync: async () =>
      (await timedProcess(program, Object.entries(options).flat(), { env })).seconds,
    task: (args, stdin) =>
      timedProcess(task, args, { env, ...(stdin === undefined ? {} : { stdin }) }),
    [Symbol.asyncDispose]: () => Deno.remove(home, { recursive: true }),
  };
}

if (import.meta.main) {
  await using server = await startServer();
  const [program = Deno.env.get("VIKUNJA_BENCH_SYNCALL"), count = "200"] = Deno.args;
  if (program === undefined) throw new Error("say where syncall's `tw_caldav_sync` is");
  console.log(showTable(await benchSyncall(server, program, Number(count)), server.kind));
}
