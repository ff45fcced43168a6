import assert from "node:assert/strict";
import { join } from "node:path";
import { createInvitations } from "@/adapters/fs/invitations.ts";
import { openListsDoor } from "@/adapters/http/lists_door.ts";
import { unsealing } from "@/adapters/system/sealed.ts";
import { signUpTo } from "@/compose/lists.ts";
import { readListConfig } from "@/config/read_list.ts";
import { allPermissions, testAccount } from "@tests/support/vikunja_server.ts";

const key = new Uint8Array(32).fill(7);

Deno.test("who is invited joins by a page: the list is made, its token sealed and shown nowhere", async () => {
  await using stack = new AsyncDisposableStack();
  const anna = stack.use(await testAccount());
  const folder = await Deno.makeTempDir({ prefix: "sign-up-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const until = new Date(Date.now() + 60_000).toISOString();
  const sync = 'https://s.example/<b>&"';
  await createInvitations(folder).keep("code", { list: "anna", server: anna.url, sync, until });
  const files = [...Deno.readDirSync(join(folder, ".invitations"))].map(({ name }) => name);
  assert.doesNotMatch(files.join(), /code/);
  const place = { kind: "tcp", host: "127.0.0.1", port: 0 } as const;
  const door = stack.use(
    await openListsDoor(place, {
      deliveries: () => null,
      stands: () => [],
      metrics: () => "",
      isOpenForMetrics: false,
      signUp: signUpTo(folder, () => Promise.resolve(key)),
    }, { hostName: "host", collectGarbage() {} }),
  );
  const ask = async (code: string, token?: string) => {
    const body = token === undefined ? null : new URLSearchParams({ token });
    const method = token === undefined ? "GET" : "POST";
    const response = await fetch(`${door.url}/signup/${code}`, { method, body });
    const policy = response.headers.get("content-security-policy") ?? "";
    assert.match(policy, /^default-src 'none'/);
    return { status: response.status, text: await response.text() };
  };
  assert.equal((await ask("other")).status, 403);
  assert.match(
    (await ask("code")).text,
    /api-tokens\?title=vikunja-sync&#38;scopes=\S*tasks:update/,
  );
  const refused = await ask("code", "tk_0000000000000000000000000000000000000000");
  assert.deepEqual([refused.status, /does not know it/.test(refused.text)], [403, true]);
  const lacking = await ask("code", await anna.tokenWith({ projects: ["read_all"] }));
  assert.match(lacking.text, /does not allow .*tasks/);
  const token = await anna.tokenWith(allPermissions);
  const welcome = await ask("code", token);
  assert.equal(welcome.status, 200, welcome.text);
  assert.match(welcome.text, /^sync.encryption_secret=[0-9a-f]{40}/m);
  assert.doesNotMatch(welcome.text, /<b>&"/);
  assert.equal((await ask("code", token)).status, 403);
  const read = async (name: string) => await Deno.readTextFile(join(folder, "anna", name));
  for (const name of ["token", "secret", "config.toml"]) {
    const text = await read(name);
    assert.ok(!text.includes(token), name);
    assert.equal(Deno.statSync(join(folder, "anna", name)).mode! & 0o777, 0o600);
  }
  await Deno.writeTextFile(join(folder, "key"), btoa(String.fromCharCode(...key)));
  const config = await readListConfig(join(folder, "anna", "config.toml"), "/", {
    readTextFile: unsealing((path) => Deno.readTextFile(path), join(folder, "key")),
    fileMode: () => Promise.resolve(null),
    isForeign: () => Promise.resolve(false),
    runCommand: () => Promise.reject(new Error("nothing is run")),
    isWindows: false,
  });
  assert.equal((await config.server?.token())?.reveal(), token);
});
