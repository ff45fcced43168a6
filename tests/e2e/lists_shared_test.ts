import assert from "node:assert/strict";
import { join } from "node:path";
import { openDatabase } from "@/adapters/postgres/database.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { composeLists } from "@/compose/lists.ts";
import { listsService, permissionsWithWebhooks } from "@tests/support/lists_service.ts";
import { postgresServers } from "@tests/support/postgres_server.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { until } from "@tests/support/until.ts";
import { testAccount } from "@tests/support/vikunja_server.ts";

for (const server of await postgresServers()) {
  Deno.test(`a list that somebody joins on one host is on the others, changes and goes with it, sealed in the database, PostgreSQL ${server.major}`, async () => {
    await using anna = await testAccount();
    using keys = tempFolder();
    const keyFile = keys.file("key");
    const key = crypto.getRandomValues(new Uint8Array(32));
    Deno.writeTextFileSync(keyFile, key.toBase64(), { mode: 0o600 });
    await using east = await listsService();
    await using west = await listsService(east.sync);
    for (const { folder } of [east, west]) {
      const file = join(folder, "service.toml");
      await Deno.writeTextFile(file, `store = "${server.url}"\n`, { mode: 0o600 });
    }
    const env = { VIKUNJA_SYNC_KEY_FILE: keyFile };
    const { url } = await east.spawn(env);
    await west.spawn(env);
    const asked = { name: "anna", server: anna.url, sync: east.sync.url, within: null };
    const lists = composeLists(west.folder, keyFile);
    const { link } = await lists.invite({ ...asked, address: url });
    await assert.rejects(
      composeLists(east.folder, keyFile).invite({ ...asked, address: url }),
      /somebody is invited/,
    );
    const token = await anna.tokenWith(permissionsWithWebhooks);
    const join_ = () => fetch(link, { method: "POST", body: new URLSearchParams({ token }) });
    const answers = await Promise.all([join_(), join_()].map(async (asked) => {
      const answer = await asked;
      return { status: answer.status, text: await answer.text() };
    }));
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 403]);
    await assert.rejects(lists.invite({ ...asked, address: url }), { code: "USAGE" });
    const states = async () =>
      (await Promise.all([east, west].map(async ({ stands }) => (await stands()).get("anna"))))
        .map((stand) => stand?.state ?? "none").toSorted().join();
    await until("one has it, the other stands by", states, (all) => all === "running,standby");
    await using db = openDatabase(server.place, systemRuntime);
    const rows = await db.query("SELECT f::text AS text FROM vikunja_sync.folders AS f");
    const secret = /encryption_secret=(\w+)/.exec(answers.map(({ text }) => text).join())?.[1];
    assert.ok(secret !== undefined && rows.length === 1);
    for (const word of [token, secret, anna.url]) assert.ok(!JSON.stringify(rows).includes(word));
    const config = (folder: string) => join(folder, "anna", "config.toml");
    const changed = `jobs = 3\n${await Deno.readTextFile(config(east.folder))}`;
    await Deno.writeTextFile(config(east.folder), changed);
    await until(
      "the other has the change",
      () => Deno.readTextFile(config(west.folder)),
      (text) => text === changed,
    );
    await until("both go on", states, (all) => all === "running,standby");
    await lists.remove("anna", new AbortController().signal);
    await until(
      "nothing of it is on either host",
      () =>
        [east, west].flatMap(({ folder }) =>
          [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name === "anna")
        ),
      (left) => left.length === 0,
    );
    await until("neither host has it", states, (all) => all === "none,none");
    const [left] = await db.query("SELECT sealed, removed FROM vikunja_sync.folders");
    assert.deepEqual({ ...left }, { sealed: "", removed: true });
  });
}
