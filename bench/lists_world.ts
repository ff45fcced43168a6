import { join } from "node:path";
import { type TestAccount, testAccount } from "@tests/support/vikunja_server.ts";
import { startSyncServer } from "@tests/support/sync_server.ts";
import { newSecret } from "@/adapters/system/new_secret.ts";
import { startSandbox } from "@/sandbox/server.ts";
import { median, pause } from "./timing.ts";

/** What `lists_world.ts` is asked for by a line on stdin, and answers by one on stdout. */
export type Asked =
  | { readonly kind: "asked" }
  /** How many lists have sent something to the sync server. */
  | { readonly kind: "sent" }
  | { readonly kind: "edits"; readonly perSecond: number; readonly seconds: number };

/** Requests since the last question. */
export interface Requests {
  readonly vikunja: number;
  readonly sync: number;
}

/** From the answer to an edit in Vikunja until the sync server has its version. */
export interface Edits {
  readonly made: number;
  readonly carriedOver: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mostMs: number;
}

interface List {
  readonly client: string;
  readonly account: TestAccount;
  readonly task: number;
}

const secret = "0".repeat(64);
/** As a list asks that was quiet for 20 minutes. */
const quietly = ['poll_every = "5m"'];
const syncQuietly = ['every = "2m"'];
const patienceMs = 60_000;

/** Vikunja and the sync server in a process of their own, and a folder of lists whose webhooks go to `service`. */
async function world(folder: string, count: number, service: string): Promise<void> {
  await using sandbox = await startSandbox();
  Deno.env.set("VIKUNJA_TEST_URL", sandbox.url);
  await using sync = startSyncServer();
  const arrived = new Map<string, () => void>();
  const sent = new Set<string>();
  sync.interfere = async (request, answer) => {
    const response = await answer();
    if (request.method === "POST" && response.ok) {
      const client = request.headers.get("x-client-id") ?? "";
      sent.add(client);
      arrived.get(client)?.();
    }
    return response;
  };
  const lists: List[] = [];
  for (let at = 0; at < count; at++) {
    lists.push(await makeList(`list-${at}`, { folder, url: sandbox.url, sync: sync.url, service }));
  }
  let syncAsked = sync.asked.length;
  sandbox.resetLog();
  console.log("ready");
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
  for await (const line of lines) {
    const asked: Asked = JSON.parse(line);
    switch (asked.kind) {
      case "asked": {
        const requests = { vikunja: sandbox.requests, sync: sync.asked.length - syncAsked };
        console.log(JSON.stringify(requests satisfies Requests));
        syncAsked = sync.asked.length;
        sandbox.resetLog();
        break;
      }
      case "sent":
        console.log(JSON.stringify(sent.size));
        break;
      case "edits":
        console.log(JSON.stringify(await edit(lists, arrived, asked)));
    }
  }
}

interface Places {
  readonly folder: string;
  readonly url: string;
  readonly sync: string;
  readonly service: string;
}

async function makeList(name: string, { folder, url, sync, service }: Places): Promise<List> {
  const account = await testAccount();
  const [project] = await account.call<{ id: number }[]>("GET", "/api/v1/projects");
  const tasks = `/api/v1/projects/${project?.id}/tasks`;
  let task = 0;
  for (const title of ["milk", "bread", "salt"]) {
    task = (await account.call<{ id: number }>("PUT", tasks, { title })).id;
  }
  await account.call("PUT", `/api/v1/projects/${project?.id}/webhooks`, {
    target_url: `${service}/${name}/webhook`,
    events: ["task.created", "task.updated", "task.deleted"],
    secret,
  });
  const client = crypto.randomUUID();
  const place = join(folder, name);
  const write = (file: string, text: string) =>
    Deno.writeTextFile(join(place, file), text, { mode: 0o600 });
  await Deno.mkdir(join(place, "state"), { recursive: true, mode: 0o700 });
  await write("token", account.token);
  await write("state/webhook-secret", `${secret}\n`);
  await write(
    "config.toml",
    [
      `url = "${url}"`,
      ...quietly,
      'token_file = "token"',
      'state_dir = "state"',
      'taskwarrior = "sync"',
      "[sync]",
      `url = "${sync}"`,
      ...syncQuietly,
      `client_id = "${client}"`,
      // As signing up makes one.
      `secret = "${newSecret()}"`,
    ].join("\n"),
  );
  return { client, account, task };
}

async function edit(
  lists: readonly List[],
  arrived: Map<string, () => void>,
  { perSecond, seconds }: Extract<Asked, { readonly kind: "edits" }>,
): Promise<Edits> {
  const ms: number[] = [];
  const made: Promise<void>[] = [];
  const startedAt = performance.now();
  const total = perSecond * seconds;
  for (let count = 0; count < total; count++) {
    await pause(Math.max(0, startedAt + count * 1_000 / perSecond - performance.now()));
    const idle = lists.filter(({ client }) => !arrived.has(client));
    const list = idle[Math.floor(Math.random() * idle.length)];
    if (list === undefined) continue;
    const until = Promise.withResolvers<void>();
    arrived.set(list.client, until.resolve);
    made.push((async () => {
      // One that it had before is no change.
      const title = crypto.randomUUID();
      await list.account.call("POST", `/api/v1/tasks/${list.task}`, { title });
      const editedAt = performance.now();
      const isThere = await Promise.race([
        until.promise.then(() => true),
        pause(patienceMs).then(() => false),
      ]);
      if (isThere) ms.push(Math.max(0, performance.now() - editedAt));
      arrived.delete(list.client);
    })());
  }
  await Promise.all(made);
  const sorted = ms.toSorted((a, b) => a - b);
  return {
    made: made.length,
    carriedOver: ms.length,
    p50Ms: Math.round(median(ms)),
    p99Ms: Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0),
    mostMs: Math.round(sorted.at(-1) ?? 0),
  };
}

if (import.meta.main) {
  const [folder = "", count = "", service = ""] = Deno.args;
  await world(folder, Number(count), service);
}
