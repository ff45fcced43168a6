import assert from "node:assert/strict";
import { join } from "node:path";
import { composeServeLists } from "@/compose/serve_lists.ts";
import type { ListStand } from "@/ports/lists.ts";
import { startSyncServer } from "@tests/support/sync_server.ts";
import { until } from "@tests/support/until.ts";
import { allPermissions, type TestAccount, testAccount } from "@tests/support/vikunja_server.ts";

/** A service in this process, with a folder of lists that is changed under it. */
async function service() {
  const stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "lists-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const sync = stack.use(startSyncServer());
  const said: string[] = [];
  const stop = new AbortController();
  let url = "";
  return {
    folder,
    sync,
    said,
    /** A list in a folder of its own; `client`: of its replica. */
    async add(name: string, account: TestAccount, token: string, client: string) {
      const place = join(folder, name);
      await Deno.mkdir(place, { recursive: true, mode: 0o700 });
      await Deno.writeTextFile(join(place, "token"), token, { mode: 0o600 });
      const lines = [
        `url = "${account.url}"`,
        'token_file = "token"',
        'state_dir = "state"',
        'taskwarrior = "sync"',
        "[sync]",
        `url = "${sync.url}"`,
        `client_id = "${client}"`,
        `secret = "${name}'s own"`,
      ];
      await Deno.writeTextFile(join(place, "config.toml"), lines.join("\n"), { mode: 0o600 });
    },
    async start() {
      const lists = await composeServeLists({ folder, lockTimeoutMs: 1_000, version: "1" });
      const over = lists.run(
        { listen: "127.0.0.1:0", isOpenForMetrics: true },
        (_level, text) => void said.push(text),
        stop.signal,
      );
      stack.defer(async () => {
        stop.abort(new Error("stopped"));
        await over;
      });
      url = await until("it listens", () => {
        const found = said.map((line) => / and (http:\S+)$/.exec(line)?.[1]).find(Boolean);
        return Promise.resolve(found ?? "");
      }, (found) => found !== "");
    },
    metrics: async () => await (await fetch(`${url}/metrics`)).text(),
    async stands(): Promise<ReadonlyMap<string, ListStand>> {
      const client = Deno.createHttpClient({
        proxy: { transport: "unix", path: join(folder, "lists.sock") },
      });
      const response = await fetch("http://localhost/v1/lists", { client });
      const { lists } = await response.json();
      client.close();
      return new Map(lists.map((list: ListStand) => [list.name, list]));
    },
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

const [annas, berts, cleos] = [1, 2, 3].map((n) => `${n}ad1ee93-ac26-47ad-8b5c-6a6be0a4d5d8`);

Deno.test("serve --lists carries over each list of its own, whatever is wrong with the others", async () => {
  await using anna = await testAccount();
  const bert = await anna.stranger();
  await using world = await service();
  await anna.call("PUT", "/api/v1/projects", { title: "Annas secret garden" });
  const [annasProject] = await anna.call<{ id: number }[]>("GET", "/api/v1/projects");
  const [bertsProject] = await bert.call<{ id: number }[]>("GET", "/api/v1/projects");
  await anna.call("PUT", `/api/v1/projects/${annasProject?.id}/tasks`, { title: "Annas milk" });
  await bert.call("PUT", `/api/v1/projects/${bertsProject?.id}/tasks`, { title: "Berts milk" });
  await world.add("anna", anna, await anna.tokenWith(allPermissions), String(annas));
  await world.add("bert", bert, "tk_0000000000000000000000000000000000000000", String(berts));
  await world.add("cleo", { ...bert, url: "http://127.0.0.1:1" }, bert.token, String(cleos));
  await world.start();
  const linked = async (name: string) => (await world.stands()).get(name)?.counts?.linked;
  await until("anna's is linked", () => linked("anna"), (count) => count === 1);
  const stands = await until(
    "the others say what is wrong",
    world.stands,
    (all) => ["bert", "cleo"].every((name) => all.get(name)?.error != null),
  );
  assert.equal(stands.get("bert")?.error?.code, "AUTH");
  assert.equal(stands.get("cleo")?.error?.code, "SERVER_UNAVAILABLE");
  const metrics = await world.metrics();
  assert.match(metrics, /^vikunja_sync_list_trouble\{list="bert",code="AUTH"\} 1$/m);
  assert.match(metrics, /^vikunja_sync_list_linked_tasks\{list="anna"\} 1$/m);
  assert.doesNotMatch(metrics + JSON.stringify([...stands]) + world.said.join(), /milk|garden/);
  // Another token, and another list: nobody starts anything anew.
  await world.add("bert", bert, bert.token, String(berts));
  await Deno.remove(join(world.folder, "cleo"), { recursive: true });
  await until("bert's is linked", () => linked("bert"), (count) => count === 1);
  await until("cleo's is gone", world.stands, (all) => all.size === 2);
});
