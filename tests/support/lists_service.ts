import { join } from "node:path";
import { composeServeLists } from "@/compose/serve_lists.ts";
import type { ListStand } from "@/ports/lists.ts";
import { endChild } from "@tests/support/child_process.ts";
import { ourselves } from "@tests/support/own_program.ts";
import { served } from "@tests/support/serve.ts";
import { startSyncServer, type SyncServer } from "@tests/support/sync_server.ts";
import { until } from "@tests/support/until.ts";
import { allPermissions, type TestAccount } from "@tests/support/vikunja_server.ts";

export const permissionsWithWebhooks = {
  ...allPermissions,
  projects_webhooks: ["read_all", "create", "update", "delete"],
};

interface ListsService extends AsyncDisposable {
  readonly folder: string;
  readonly sync: SyncServer;
  /** What a service in this process has said. */
  readonly said: readonly string[];
  /** A list in a folder of its own; `client`: of its replica; `more`: lines of its configuration. */
  add(list: {
    readonly name: string;
    readonly account: TestAccount;
    readonly token?: string;
    readonly client: string;
    readonly more?: readonly string[];
  }): Promise<void>;
  /** In this process; where it listens. */
  start(): Promise<string>;
  /** As a process, to be killed. */
  spawn(
    env?: Readonly<Record<string, string>>,
  ): Promise<{ readonly url: string; kill(): Promise<void> }>;
  stands(): Promise<ReadonlyMap<string, ListStand>>;
  /** Of a list that runs. */
  linked(name: string): Promise<number | undefined>;
}

/** A folder of lists that is changed while it is served; `sync`: that of another host. */
export async function listsService(sync: SyncServer | null = null): Promise<ListsService> {
  await using given = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "lists-" });
  given.defer(() => Deno.remove(folder, { recursive: true }));
  const server = sync ?? given.use(startSyncServer());
  const said: string[] = [];
  const stack = given.move();
  const service: ListsService = {
    folder,
    sync: server,
    said,
    async add({ name, account, token = account.token, client, more = [] }) {
      const place = join(folder, name);
      await Deno.mkdir(place, { recursive: true, mode: 0o700 });
      await Deno.writeTextFile(join(place, "token"), token, { mode: 0o600 });
      const lines = [
        `url = "${account.url}"`,
        'token_file = "token"',
        'state_dir = "state"',
        'taskwarrior = "sync"',
        ...more,
        "[sync]",
        `url = "${server.url}"`,
        `client_id = "${client}"`,
        `secret = "${name}'s own"`,
      ];
      await Deno.writeTextFile(join(place, "config.toml"), lines.join("\n"), { mode: 0o600 });
    },
    async start() {
      const stop = new AbortController();
      const lists = await composeServeLists({ folder, lockTimeoutMs: 1_000 });
      const over = lists.run(
        { listen: "127.0.0.1:0", isOpenForMetrics: true },
        (_level, text) => void said.push(text),
        stop.signal,
      );
      stack.defer(async () => {
        stop.abort(new Error("stopped"));
        await over;
      });
      return await until("it listens", () => {
        const found = said.map((line) => / and (http:\S+)$/.exec(line)?.[1]).find(Boolean);
        return Promise.resolve(found ?? "");
      }, (found) => found !== "");
    },
    async spawn(env = {}) {
      const child = new Deno.Command(Deno.execPath(), {
        args: [...ourselves, "serve", "--lists", folder, "--listen", "127.0.0.1:0"],
        env: { ...env },
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      stack.defer(async () => {
        endChild(child, "SIGKILL");
        await child.status;
      });
      const said = await served(child, /listening on /);
      return {
        url: said.url,
        async kill() {
          said.kill("SIGKILL");
          await said.ended;
        },
      };
    },
    async stands() {
      const client = Deno.createHttpClient({
        proxy: { transport: "unix", path: join(folder, "lists.sock") },
      });
      const response = await fetch("http://localhost/v1/lists", { client });
      const { lists } = await response.json();
      client.close();
      return new Map(lists.map((list: ListStand) => [list.name, list]));
    },
    linked: async (name) => (await service.stands()).get(name)?.counts?.linked,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
  return service;
}
