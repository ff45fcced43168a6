import assert from "node:assert/strict";
import { configOf, configPath, refusalOf, server } from "@tests/config/support.ts";

const clientId = "11111111-2222-4333-8444-555555555555";
const ofServer = [
  'taskwarrior = "sync"',
  "[sync]",
  'url = "https://sync.example.org/tasks/"',
  `client_id = "${clientId.toUpperCase()}"`,
].join("\n");

const syncedIn = async (text: string, more: Parameters<typeof configOf>[0] = {}) =>
  (await configOf({ env: server, ...more, files: { [configPath]: text, ...more.files } }))
    .taskwarrior.synced;

const refusedIn = async (text: string, more: Parameters<typeof refusalOf>[0] = {}) =>
  (await refusalOf({ env: server, ...more, files: { [configPath]: text, ...more.files } })).message;

Deno.test("readConfig() takes a sync server, whose secret may be in a file, a variable, or given by a command", async () => {
  const inFile = await syncedIn(`${ofServer}\nsecret_file = "secret"\nevery = "1m"`, {
    files: { "/home/ada/.config/vikunja-sync/secret": "ein Satz mit ü\n" },
  });
  assert.ok(inFile?.at.kind === "server");
  const { url, secret } = inFile.at;
  assert.deepEqual([url, inFile.at.clientId], ["https://sync.example.org/tasks", clientId]);
  assert.equal(inFile.everyMs, 60_000);
  assert.equal((await secret()).reveal(), "ein Satz mit ü");
  assert.equal(JSON.stringify(await secret()), '"[token]"');

  const env = { ...server, VIKUNJA_SYNC_SECRET: "of the environment" };
  const inVariable = await syncedIn(`${ofServer}\nsecret = "of the file"`, { env });
  assert.ok(inVariable?.at.kind === "server");
  assert.equal((await inVariable.at.secret()).reveal(), "of the environment");

  const byCommand = await syncedIn(`${ofServer}\nsecret_command = ["pass", "show", "sync"]`, {
    runCommand: (words) => Promise.resolve({ code: 0, stdout: `${words.join(" ")}\n`, stderr: "" }),
  });
  assert.ok(byCommand?.at.kind === "server");
  assert.equal((await byCommand.at.secret()).reveal(), "pass show sync");
});

Deno.test("readConfig() takes a sync folder, which has no secret", async () => {
  const synced = await syncedIn('taskwarrior = "sync"\nsync.server_dir = "shared"');
  assert.deepEqual(synced?.at, { kind: "folder", folder: "/home/ada/.config/vikunja-sync/shared" });
  assert.equal(await syncedIn('taskwarrior = "program"'), null);
  assert.equal(await syncedIn(""), null);
});

Deno.test("readConfig() says all that is missing or cannot be of a sync server", async () => {
  const missing = await refusedIn('taskwarrior = "sync"');
  assert.match(missing, /\[sync\]: is not there, though taskwarrior = "sync" \(set url, client_id/);
  const half = await refusedIn(
    'taskwarrior = "sync"\n[sync]\nurl = "https://s.example"\n[selection]\ntaskwarrior = "+x"',
  );
  assert.match(half, /\[sync\]: has no client_id/);
  assert.match(half, /\[sync\]: has no secret/);
  assert.match(half, /^ {2}taskwarrior under \[selection\]: needs the program `task`/m);
  assert.match(
    await refusedIn(`${ofServer}\nserver_dir = "x"`),
    /\[sync\]: has url and server_dir/,
  );
  assert.match(
    await refusedIn('taskwarrior = "sync"\n[sync]\nurl = "s"\nclient_id = "1"'),
    /sync.client_id must be the sync.server.client_id of the other replicas, a UUID/,
  );
});

Deno.test("readConfig() warns where a sync server is named and not used", async () => {
  const { warnings, taskwarrior } = await configOf({
    env: server,
    files: { [configPath]: '[sync]\nurl = "https://s.example"' },
  });
  assert.equal(taskwarrior.synced, null);
  assert.match(warnings.join(), /sync.url: not used without taskwarrior = "sync"/);
});

Deno.test("readConfig() reads the secret with all else that the server is asked with, and says all of it at once", async () => {
  const text = `${ofServer}\nsecret_file = "secret"\n[conflicts]\nwinner = "nobody"`;
  const refused = await refusedIn(text);
  assert.match(refused, /secret_file in .*: cannot read .*secret/);
  assert.match(refused, /winner/);
  const path = "/home/ada/.config/vikunja-sync/secret";
  const { warnings } = await configOf({
    env: server,
    files: { [configPath]: `${ofServer}\nsecret_file = "secret"`, [path]: "s" },
    modes: { [path]: 0o100644 },
  });
  assert.deepEqual(warnings, [`${path} can be read by others on this machine: chmod 600 ${path}`]);
});

Deno.test("readConfig() asks for the secret anew where that failed, as for a token", async () => {
  let asked = 0;
  const runCommand = () =>
    Promise.resolve(
      ++asked === 1
        ? { code: 1, stdout: "", stderr: "locked" }
        : { code: 0, stdout: "open", stderr: "" },
    );
  const synced = await syncedIn(`${ofServer}\nsecret_command = "pass sync"`, { runCommand });
  assert.ok(synced?.at.kind === "server");
  const { secret } = synced.at;
  await assert.rejects(secret, /it ended with 1: locked/);
  assert.equal((await secret()).reveal(), "open");
  await secret();
  assert.equal(asked, 2);
});
