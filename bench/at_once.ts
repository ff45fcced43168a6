import type { Pair, ServeProcess } from "./pair.ts";
import type { BenchRow } from "./row.ts";
import type { BenchServer } from "./server.ts";
import { median } from "./timing.ts";

const rounds = 60;

interface Listed {
  readonly items: readonly { readonly id: number }[];
}

interface Span {
  readonly ms: number;
  readonly floorMs: number;
  readonly requests: number;
}

/** Changes on either side while `serve` runs, until the other side shows them. */
export async function benchAtOnce(
  server: BenchServer,
  pair: Pair,
  binary: string,
): Promise<readonly BenchRow[]> {
  await using serve = await pair.serve(null);
  await registerWebhooks(server, serve);
  const { items } = await server.api<Listed>("GET", "/api/v2/tasks?per_page=1000");
  const uuidOf = linksIn((await pair.task(["export"])).stdout);
  const there: Span[] = [];
  const back: Span[] = [];
  for (const [round, { id }] of items.slice(0, rounds + 1).entries()) {
    const subject = { id, uuid: uuidOf.get(id) ?? "" };
    const spans = [
      await toVikunja(server, pair, serve, subject),
      await toTaskwarrior(server, pair, serve, subject),
    ] as const;
    // The first one finds a program that has just started.
    if (round === 0) continue;
    there.push(spans[0]);
    back.push(spans[1]);
  }
  return [
    ...spanRows("`task modify` returns → Vikunja shows it", there, {
      p50: 30,
      p99: 200,
      requests: 2,
      floorName: "GET and bulk update, bare",
    }),
    ...spanRows("change in Vikunja returns → `task export` shows it", back, {
      p50: 80,
      p99: 300,
      requests: 1,
      floorName: "GET and `task import`, bare",
    }),
    ...await statusRows(pair, binary),
  ];
}

/** UUIDs of an export, by the Vikunja id that `sync` has noted on the task. */
function linksIn(exported: string): ReadonlyMap<number, string> {
  const tasks: readonly {
    readonly uuid: string;
    readonly annotations?: readonly { readonly description: string }[];
  }[] = JSON.parse(exported);
  return new Map(
    tasks.flatMap(({ uuid, annotations = [] }) =>
      annotations.flatMap(({ description }) => {
        const id = /^vikunja_id: (\d+)$/.exec(description)?.[1];
        return id === undefined ? [] : [[Number(id), uuid] as const];
      })
    ),
  );
}

async function statusRows(pair: Pair, binary: string): Promise<readonly BenchRow[]> {
  const fromSource: number[] = [];
  const compiled: number[] = [];
  for (let round = 0; round < 9; round++) {
    fromSource.push(await pair.status(null) * 1000);
    compiled.push(await pair.status(binary) * 1000);
  }
  const floor = await bareDeno(pair);
  const target = { most: 60, floorName: "bare deno process, one GET" };
  return [
    row("`status` through the daemon, binary", "ms", median(compiled), floor, target),
    row("`status` through the daemon, from source", "ms", median(fromSource), floor, target),
  ];
}

interface Subject {
  readonly id: number;
  readonly uuid: string;
}

async function toVikunja(
  server: BenchServer,
  pair: Pair,
  serve: ServeProcess,
  { id, uuid }: Subject,
): Promise<Span> {
  const title = `written here ${crypto.randomUUID()}`;
  const before = serve.requests();
  await pair.task([uuid, "modify", title]);
  const startedAt = performance.now();
  await until(async () => (await titleOf(server, id)) === title);
  const ms = performance.now() - startedAt;
  await quiet(serve);
  const floorAt = performance.now();
  await titleOf(server, id);
  await rename(server, id, `${title}.`);
  return { ms, floorMs: performance.now() - floorAt, requests: serve.requests() - before };
}

async function toTaskwarrior(
  server: BenchServer,
  pair: Pair,
  serve: ServeProcess,
  { id, uuid }: Subject,
): Promise<Span> {
  await quiet(serve);
  const title = `written there ${crypto.randomUUID()}`;
  const before = serve.requests();
  await rename(server, id, title);
  const startedAt = performance.now();
  const shown = async () => (await pair.task([uuid, "export"])).stdout;
  await until(() => Promise.resolve(pair.holds(title)));
  await until(async () => (await shown()).includes(title));
  const ms = performance.now() - startedAt;
  await quiet(serve);
  const requests = serve.requests() - before;
  const object = await shown();
  const floorAt = performance.now();
  await titleOf(server, id);
  await pair.task(["import", "-"], object);
  return { ms, floorMs: performance.now() - floorAt, requests };
}

async function titleOf(server: BenchServer, id: number): Promise<string> {
  return (await server.api<{ readonly title: string }>("GET", `/api/v2/tasks/${id}`)).title;
}

async function rename(server: BenchServer, id: number, title: string): Promise<void> {
  await server.api("PUT", "/api/v2/tasks/bulk", {
    task_ids: [id],
    fields: ["title"],
    values: { title },
  });
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const startedAt = performance.now();
  while (!await isSo()) {
    if (performance.now() - startedAt > 20_000) throw new Error("it did not come in 20 s");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Until nothing was sent for a while: echoes of what was just done are not the next change's. */
async function quiet(serve: ServeProcess): Promise<void> {
  for (let before = -1; before !== serve.requests();) {
    before = serve.requests();
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
}

async function registerWebhooks(server: BenchServer, { url, secret }: ServeProcess): Promise<void> {
  const { items } = await server.api<Listed>("GET", "/api/v2/projects?per_page=1000");
  const events = ["task.created", "task.updated", "task.deleted"];
  for (const { id } of items.filter(({ id }) => id > 0)) {
    const body = { target_url: `${url}/webhook`, events, secret };
    await server.api("PUT", `/api/v1/projects/${id}/webhooks`, body);
  }
}

interface SpanTargets {
  readonly p50: number;
  readonly p99: number;
  readonly requests: number;
  readonly floorName: string;
}

function spanRows(
  name: string,
  spans: readonly Span[],
  { p50, p99, requests, floorName }: SpanTargets,
): readonly BenchRow[] {
  const times = spans.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const floor = median(spans.map(({ floorMs }) => floorMs));
  const asked = median(spans.map((span) => span.requests));
  return [
    row(`${name}, p50`, "ms", median(times), floor, { most: p50, floorName }),
    row(`${name}, p99`, "ms", times.at(-1) ?? 0, floor, { most: p99, floorName }),
    row(name, "requests", asked, 1, { most: requests, floorName: "one request" }),
  ];
}

function row(
  name: string,
  unit: string,
  value: number,
  floor: number,
  { most, floorName }: { readonly most: number; readonly floorName: string },
): BenchRow {
  const target = `≤ ${most} ${unit}`;
  return { name, value, unit, floor, floorName, ratio: value / floor, target, met: value <= most };
}

async function bareDeno(pair: Pair): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    times.push(await pair.bareRequests(["/api/v2/tasks?per_page=1"]) * 1000);
  }
  return median(times);
}
