import { farAway } from "./delaying_proxy.ts";
import { apiAt } from "./far_away.ts";
import { linked, type Subject } from "./linked.ts";
import { createPair, type Pair, type ServeProcess } from "./pair.ts";
import type { BenchRow } from "./row.ts";
import { type BenchServer, startServer } from "./server.ts";
import { quiet } from "./serving.ts";
import { showTable } from "./table.ts";
import { benchTasks, taskwarriorObjects } from "./tasks.ts";
import { median, pause, until } from "./timing.ts";

const roundTripMs = 50;
const rounds = 9;

interface World {
  readonly far: BenchServer["api"];
  readonly server: BenchServer;
  readonly pair: Pair;
  readonly serve: ServeProcess;
  /** Nothing is sent for so long before each edit. */
  readonly restMs: number;
}

interface FarSubject extends Subject {
  readonly project: number;
}

/** An edit, and what it takes at least: its own requests, one after the other, over a connection that is open. */
interface Kind {
  readonly name: string;
  readonly args: (subject: Subject, text: string) => readonly string[];
  /** What it ends with, as `serve` tells of it once it is answered. */
  readonly last: RegExp;
  readonly bare: (api: BenchServer["api"], subject: FarSubject, text: string) => Promise<unknown>;
}

const kinds: readonly Kind[] = [
  {
    name: "task modify",
    args: ({ uuid }, text) => [uuid, "modify", text],
    last: /^PUT .*\/tasks\//m,
    bare: (api, { id }, title) =>
      api("PUT", "/api/v2/tasks/bulk", { task_ids: [id], fields: ["title"], values: { title } }),
  },
  {
    name: "task add",
    args: (_, text) => ["add", text, "project:Project 1"],
    last: /^POST .*\/projects\/\d+\/tasks/m,
    bare: (api, { project }, title) =>
      api("POST", `/api/v2/projects/${project}/tasks/bulk`, { tasks: [{ title }] }),
  },
  {
    name: "task annotate",
    args: ({ uuid }, text) => [uuid, "annotate", text],
    last: /^POST .*\/comments/m,
    bare: (api, { id }, comment) => api("POST", `/api/v2/tasks/${id}/comments`, { comment }),
  },
];

/** One edit at a time through `serve`, which reaches its server over TLS and 50 ms. */
export async function benchFarEdits(server: BenchServer): Promise<readonly BenchRow[]> {
  await using network = await farAway(server.url, { roundTripMs, tls: true });
  await using pair = await createPair({ ...network, token: server.token }, "3");
  const made = benchTasks(20, false);
  await pair.task(["import", "-"], JSON.stringify(taskwarriorObjects(made)));
  await pair.installHook();
  await using serve = await pair.serve(null);
  const subjects = await linked(server, pair, made.length);
  const far = apiAt(network, server.token);
  const rows: BenchRow[] = [];
  for (const restMs of [1_500, 10_000]) {
    const world = { far, server, pair, serve, restMs };
    for (const kind of kinds) rows.push(...await rowsOf(world, kind, subjects));
  }
  return rows;
}

async function rowsOf(
  world: World,
  kind: Kind,
  subjects: readonly Subject[],
): Promise<readonly BenchRow[]> {
  const ours: number[] = [];
  const floors: number[] = [];
  const requests: number[] = [];
  const count = world.restMs > 5_000 ? Math.ceil(rounds / 2) : rounds;
  for (const subject of subjects.slice(0, count)) {
    const before = world.serve.requests();
    ours.push(await edited(world, kind, subject));
    await quiet(world.serve, 300);
    requests.push(world.serve.requests() - before);
    floors.push(await bareTime(world, kind, subject));
  }
  const name = `${kind.name}, ${roundTripMs} ms away, TLS, after ${world.restMs / 1_000} s`;
  const value = median(ours);
  const floor = median(floors);
  const floorName = "GET and the write, bare";
  const ratio = value / floor;
  const sent = median(requests);
  return [
    { name, value, unit: "ms", floor, floorName, ratio, target: "≤ 1.3 ×", met: ratio <= 1.3 },
    {
      name,
      value: sent,
      unit: "requests",
      floor: 2,
      floorName,
      ratio: sent / 2,
      target: "≤ 3",
      met: sent <= 3,
    },
  ];
}

async function edited(
  { pair, serve, restMs }: World,
  { args, last }: Kind,
  subject: Subject,
): Promise<number> {
  await quiet(serve, 500);
  await pause(restMs);
  const seen = serve.said().length;
  await pair.task(args(subject, `far ${crypto.randomUUID()}`));
  const startedAt = performance.now();
  await until(() => Promise.resolve(last.test(serve.said().slice(seen))));
  const ms = performance.now() - startedAt;
  if (Deno.args.includes("show")) console.error(serve.said().slice(seen));
  return ms;
}

async function bareTime({ far }: World, { bare }: Kind, subject: Subject): Promise<number> {
  const path = `/api/v2/tasks/${subject.id}`;
  const { project_id: project } = await far<{ project_id: number }>("GET", path);
  const startedAt = performance.now();
  await far("GET", path);
  await bare(far, { ...subject, project }, `bare ${crypto.randomUUID()}`);
  return performance.now() - startedAt;
}

if (import.meta.main) {
  await using server = await startServer();
  console.log(showTable(await benchFarEdits(server), server.kind));
}
