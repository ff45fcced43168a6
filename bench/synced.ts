import { DatabaseSync } from "node:sqlite";
import { noVersion, type VersionServer } from "@/ports/version_server.ts";
import { clientId, httpServerAt } from "@tests/support/http_sync.ts";
import { order, plainTask, signal } from "@tests/support/replica_hands.ts";
import { startSyncServer, type SyncServer } from "@tests/support/sync_server.ts";
import { openReplica } from "@tests/support/synced_world.ts";
import type { BenchRow } from "./row.ts";
import { timesRow } from "./rows.ts";
import { showTable } from "./table.ts";
import { median, timed } from "./timing.ts";

const rounds = 25;
const firstRounds = 3;
const tasks = 10_000;
const tasksInVersion = 100;

/** A replica of our own beside bare requests, against a sync server in this process. */
export async function benchSynced(): Promise<readonly BenchRow[]> {
  await using server = startSyncServer();
  const folder = Deno.makeTempDirSync({ prefix: "vikunja-sync-bench-" });
  try {
    const client = httpServerAt(server.url);
    await fill(client);
    const first = await firstContact(client, folder);
    return [first, ...await oneByOne(server, client, folder)];
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

async function firstContact(client: VersionServer, folder: string): Promise<BenchRow> {
  const [ours, bare]: [number[], number[]] = [[], []];
  for (let round = 0; round < firstRounds; round++) {
    const { replica } = openReplica(folder, { server: client, name: `first-${round}` });
    const all = { cursor: null, full: false, knownCount: null };
    ours.push(await timed(() => replica.changes(all, signal)));
    bare.push(await timed(() => readAll(client)));
  }
  return timesRow(`first contact with a sync server, ${tasks} tasks`, {
    value: median(ours),
    floor: median(bare),
    floorName: `its ${tasks / tasksInVersion} versions, asked for and decrypted`,
    most: 15,
  });
}

async function oneByOne(
  server: SyncServer,
  client: VersionServer,
  folder: string,
): Promise<readonly BenchRow[]> {
  const { replica, synced } = openReplica(folder, { server: client, name: "first-0" });
  await synced.pull(signal);
  const id = crypto.randomUUID();
  const made = { kind: "create", task: plainTask, comments: [], extra: null } as const;
  await replica.write([order(id, made)], signal);
  const [reads, gets, writes, posts]: [number[], number[], number[], number[]] = [[], [], [], []];
  const other = "99999999-2222-4333-8444-555555555555";
  let parent = noVersion;
  using bare = new DatabaseSync(`${folder}/bare.sqlite3`);
  bare.exec("PRAGMA journal_mode = WAL; CREATE TABLE versions (id TEXT)");
  const insert = bare.prepare("INSERT INTO versions (id) VALUES (?)");
  for (let round = 0; round < rounds; round++) {
    reads.push(await timed(() => synced.pull(signal)));
    const url = `${server.url}/v1/client`;
    gets.push(await timed(() => ask(`${url}/get-child-version/${other}`, clientId)));
    const push = { kind: "update", patch: { title: `title ${round}` }, expected: {} } as const;
    writes.push(await timed(() => replica.write([order(id, push)], signal)));
    posts.push(
      await timed(async () => {
        const answer = await ask(`${url}/add-version/${parent}`, other, new Uint8Array(600));
        parent = answer.headers.get("x-version-id") ?? "";
        insert.run(parent);
      }),
    );
  }
  return [
    timesRow("a sync server is asked, nothing new", {
      value: median(reads),
      floor: median(gets),
      floorName: "one GET, bare",
      most: 6,
    }),
    timesRow("one edit to a sync server", {
      value: median(writes),
      floor: median(posts),
      floorName: "one POST of as much and one commit to SQLite, bare",
      most: 6,
    }),
  ];
}

async function ask(url: string, client: string, body?: Uint8Array<ArrayBuffer>): Promise<Response> {
  const type = "application/vnd.taskchampion.history-segment";
  const response = await fetch(url, {
    headers: { "x-client-id": client, "content-type": type },
    ...(body === undefined ? {} : { method: "POST", body }),
  });
  await response.arrayBuffer();
  return response;
}

async function readAll(client: VersionServer): Promise<void> {
  for (let at = noVersion;;) {
    const child = await client.childOf(at, signal);
    if (child.kind !== "version") return;
    at = child.id;
  }
}

/** As `task` writes them. */
async function fill(client: VersionServer): Promise<void> {
  let parent = noVersion;
  for (let from = 0; from < tasks; from += tasksInVersion) {
    const operations = Array.from({ length: tasksInVersion }, (_, at) => taskAt(from + at)).flat();
    const added = await client.add(parent, JSON.stringify({ operations }), signal);
    if (added.kind === "added") parent = added.id;
  }
}

function taskAt(number: number): readonly object[] {
  const uuid = crypto.randomUUID();
  const timestamp = "2026-11-27T12:00:00.000000Z";
  const values = {
    description: `task ${number} with some words in it`,
    due: "1795900000",
    entry: "1795800000",
    modified: "1795800000",
    priority: "H",
    project: "Home.Garden",
    status: "pending",
    tag_home: "x",
    tags: "home",
  };
  const updates = Object.entries(values).map(([property, value]) => ({
    Update: { uuid, property, value, timestamp },
  }));
  return [{ Create: { uuid } }, ...updates];
}

if (import.meta.main) {
  console.log(showTable(await benchSynced(), "A replica of our own at a sync server"));
}
