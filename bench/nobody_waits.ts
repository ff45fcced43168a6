import { type HoldingProxy, holdingProxy } from "./holding_proxy.ts";
import { bareCreates } from "./floor/bare_creates.ts";
import { linked, type Subject } from "./linked.ts";
import { createPair, type Pair, type ServeProcess } from "./pair.ts";
import type { BenchRow } from "./row.ts";
import { secondsRow } from "./rows.ts";
import { type BenchServer, startServer } from "./server.ts";
import { showTable } from "./table.ts";
import { registerWebhooks, rename } from "./serving.ts";
import { benchTasks, taskwarriorObjects } from "./tasks.ts";
import { median, pause, until } from "./timing.ts";

const heldMs = 4_000;
const listed = 400;
const many = 5_000;

/** What an edit of one task takes while another one, or all others, keep `serve` busy. */
export async function benchNobodyWaits(server: BenchServer): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const version of ["2.6", "3"] as const) {
    await using proxy = holdingProxy(server.url);
    await server.clear();
    const behind = { ...server, url: proxy.url };
    await using pair = await createPair(behind, version);
    rows.push(...await beside(server, pair, proxy, version));
    await server.clear();
    await using empty = await createPair(behind, version);
    rows.push(...await besideFirstSync(server, empty, version));
  }
  return rows;
}

async function beside(
  server: BenchServer,
  pair: Pair,
  proxy: HoldingProxy,
  version: string,
): Promise<readonly BenchRow[]> {
  await pair.task(["import", "-"], JSON.stringify(taskwarriorObjects(benchTasks(listed, false))));
  await using serve = await pair.serve(null);
  const subjects = await linked(server, pair, listed);
  await registerWebhooks(server, serve);
  const [a, b, ...others] = subjects as [Subject, Subject, ...Subject[]];
  const world = { server, pair, proxy };
  const here = () => toVikunja(world, b);
  const there = () => toTaskwarrior(world, b);
  const floors = new Map([[here, median(await times(5, here))], [
    there,
    median(await times(5, there)),
  ]]);
  const isReadOf = ({ id }: Subject) => (method: string, path: string) =>
    method === "GET" && path.endsWith(`/tasks/${id}`);
  const isWriteOf = ({ id }: Subject) => (method: string, path: string, body: string) =>
    method !== "GET" && (path.endsWith(`/tasks/${id}`) || body.includes(`"task_ids":[${id}]`));
  const held = (matches: Parameters<HoldingProxy["hold"]>[0], edit: () => Promise<unknown>) => ({
    begin: async () => {
      const isHeld = proxy.held();
      const release = proxy.hold(matches, heldMs);
      await edit();
      await isHeld;
      return release;
    },
    lastsMs: heldMs + 500,
  });
  const done = (work: () => Promise<unknown>) => ({
    begin: async () => {
      await work();
      return () => {};
    },
    lastsMs: 6_000,
  });
  const renameA = () => rename(server, a.id, unique("held there"));
  const modifyA = () => pair.task([a.uuid, "modify", unique("held here")]);
  const busy = {
    "read of A held": held(isReadOf(a), renameA),
    "write of A held": held(isWriteOf(a), modifyA),
    "right after a bulk edit of 200 there": done(() => bulkEdit(server, others)),
    "right after a bulk edit of 200 here": done(() => bulkModify(pair, others)),
    "right after 3,000 webhooks": done(() => flood(serve, others)),
  };
  const rows: BenchRow[] = [];
  for (const [what, { begin, lastsMs }] of Object.entries(busy)) {
    for (const [edit, where] of [[here, "here"], [there, "there"]] as const) {
      const end = await begin();
      const value = await edit() / 1000;
      end();
      await pause(lastsMs);
      rows.push(secondsRow(`${version}: ${what}, B edited ${where}`, {
        value,
        floor: (floors.get(edit) ?? 0) / 1000,
        floorName: "the same with nothing else going on",
        most: what.endsWith("held") && !(what.startsWith("write") && edit === here) ? 0.3 : 0.6,
      }));
    }
  }
  return rows;
}

/** While 5,000 tasks go over to an empty side, a new one is added where they come from, again and again. */
async function besideFirstSync(
  server: BenchServer,
  pair: Pair,
  version: string,
): Promise<readonly BenchRow[]> {
  const made = benchTasks(many, false);
  const isToVikunja = version === "2.6";
  if (isToVikunja) await pair.task(["import", "-"], JSON.stringify(taskwarriorObjects(made)));
  else await bareCreates(server, made);
  await using serve = await pair.serve(null);
  await registerWebhooks(server, serve);
  const inbox = await inboxOf(server);
  const last = made.at(-1)?.title ?? "";
  const isListed = async (title: string) =>
    isToVikunja ? await isInVikunja(server, title) : pair.holds(title);
  const spans: number[] = [];
  while (spans.length < 3 || spans.length < 20 && !await isListed(last)) {
    const title = unique("added meanwhile");
    if (isToVikunja) await pair.task(["add", title]);
    else await server.api("POST", `/api/v2/projects/${inbox}/tasks`, { title });
    const at = performance.now();
    await until(() => isListed(title));
    spans.push(performance.now() - at);
  }
  const name = isToVikunja ? "`task add`" : "a task added in Vikunja, found by its webhook";
  return [
    secondsRow(`${version}: ${name} while a first sync of ${many} is under way, the slowest`, {
      value: Math.max(...spans) / 1000,
      floor: median(spans) / 1000,
      floorName: `median of ${spans.length}`,
      most: 0.6,
    }),
  ];
}

async function inboxOf(server: BenchServer): Promise<number> {
  const { items } = await server.api<{ items: { id: number }[] }>(
    "GET",
    "/api/v2/projects?per_page=1000",
  );
  return Math.min(...items.map(({ id }) => id).filter((id) => id > 0));
}

interface Both {
  readonly server: BenchServer;
  readonly pair: Pair;
  readonly proxy: HoldingProxy;
}

async function toVikunja({ pair, proxy }: Both, { uuid }: Subject): Promise<number> {
  const title = unique("written here");
  const answered = proxy.answered(title);
  await pair.task([uuid, "modify", title]);
  const at = performance.now();
  await answered;
  return performance.now() - at;
}

async function toTaskwarrior({ server, pair }: Both, { id }: Subject): Promise<number> {
  const title = unique("written there");
  await rename(server, id, title);
  const at = performance.now();
  await until(() => Promise.resolve(pair.holds(title)));
  return performance.now() - at;
}

async function bulkEdit(server: BenchServer, subjects: readonly Subject[]): Promise<void> {
  const task_ids = subjects.slice(0, 200).map(({ id }) => id);
  const priority = 1 + Math.floor(Math.random() * 3);
  await server.api("PUT", "/api/v2/tasks/bulk", {
    task_ids,
    fields: ["priority", "description"],
    values: { priority, description: unique("<p>bulk</p>") },
  });
}

async function bulkModify(pair: Pair, subjects: readonly Subject[]): Promise<void> {
  const uuids = subjects.slice(0, 200).map(({ uuid }) => uuid);
  await pair.task([...uuids, "modify", `notes:${unique("bulk")}`]);
}

async function flood(serve: ServeProcess, subjects: readonly Subject[]): Promise<void> {
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(serve.secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const send = async (n: number) => {
    const body = JSON.stringify({
      event_name: "task.updated",
      time: new Date().toISOString(),
      data: { task: { id: subjects[n % subjects.length]?.id, n } },
    });
    const signed = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(body));
    const signature = [...new Uint8Array(signed)].map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
    const response = await fetch(`${serve.url}/webhook`, {
      method: "POST",
      headers: { "X-Vikunja-Signature": signature, "content-type": "application/json" },
      body,
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`a webhook was answered ${response.status}`);
  };
  for (let from = 0; from < 3_000; from += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, n) => send(from + n)));
  }
}

async function isInVikunja(server: BenchServer, title: string): Promise<boolean> {
  const { items } = await server.api<{ items: { title: string }[] | null }>(
    "GET",
    "/api/v2/tasks?per_page=20&sort_by=updated&order_by=desc",
  );
  if ((items ?? []).some((task) => task.title === title)) return true;
  const found = await server.api<{ total: number }>(
    "GET",
    `/api/v2/tasks?per_page=1&q=${encodeURIComponent(title)}`,
  );
  return found.total > 0;
}

async function times(count: number, work: () => Promise<number>): Promise<readonly number[]> {
  const all: number[] = [];
  for (let n = 0; n < count; n++) {
    all.push(await work());
    await pause(300);
  }
  return all;
}

function unique(text: string): string {
  return `${text} ${crypto.randomUUID()}`;
}

if (import.meta.main) {
  await using server = await startServer();
  const rows = await benchNobodyWaits(server);
  console.log(showTable(rows, server.kind));
}
