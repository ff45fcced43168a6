import assert from "node:assert/strict";
import { storeVariables } from "@/config/store_config.ts";
import { configOf, configPath, refusalOf, server } from "@tests/config/support.ts";

const address = "postgres://sync:s%40cret@db.example:6432/lists?sslmode=require";
const file = (...lines: readonly string[]) => ({ files: { [configPath]: lines.join("\n") } });

Deno.test("readConfig() takes a database from the file, and shows its password nowhere", async () => {
  const { store } = await configOf({ env: server, ...file(`store = "${address}"`) });
  assert.deepEqual(store?.address, {
    host: "db.example",
    port: 6_432,
    database: "lists",
    user: "sync",
    tls: "require",
  });
  assert.equal(store?.shownAs, "postgres://sync@db.example:6432/lists");
  assert.equal(store?.list, "default");
  assert.equal(store?.password?.reveal(), "s@cret");
  assert.doesNotMatch(Deno.inspect(store, { depth: 9 }) + JSON.stringify(store), /cret/);
});

Deno.test("readConfig() takes a database that several hosts have, by one address", async () => {
  const all = "postgres://sync:p%2C@a.example,[::1]:6432/lists?target_session_attrs=read-write";
  const { store } = await configOf({ env: { ...server, VIKUNJA_SYNC_STORE: all } });
  assert.deepEqual(store?.address, {
    host: "a.example",
    port: 5_432,
    others: [{ host: "::1", port: 6_432 }],
    database: "lists",
    user: "sync",
    tls: "prefer",
  });
  assert.equal(store?.shownAs, "postgres://sync@a.example,[::1]:6432/lists");
  assert.equal(store?.password?.reveal(), "p,");
  assert.equal(storeVariables(store)["VIKUNJA_SYNC_STORE"], store?.shownAs);
});

Deno.test("readConfig() names the list by its setting, else by the profile", async () => {
  const env = { ...server, VIKUNJA_SYNC_STORE: "postgres://u@h/d" };
  const named = await configOf({ env: { ...env, VIKUNJA_SYNC_LIST: "team" } });
  assert.equal(named.store?.list, "team");
  const work = "/home/ada/.config/vikunja-sync@work/config.toml";
  const profile = await configOf({ env, flags: { profile: "work" }, files: { [work]: "" } });
  assert.equal(profile.store?.list, "work");
});

Deno.test("readConfig() takes the password from the environment, a file, or the address, in this order", async () => {
  const password = "/home/ada/.config/vikunja-sync/secret";
  const files = {
    [configPath]: 'store = "postgres://u:address@h/d"\nstore_password_file = "secret"',
    [password]: "of the file\n",
  };
  const passwordOf = async (env: Readonly<Record<string, string>>) =>
    (await configOf({ env: { ...server, ...env }, files })).store?.password?.reveal();
  assert.equal(await passwordOf({}), "of the file");
  assert.equal(await passwordOf({ VIKUNJA_SYNC_STORE_PASSWORD: "given" }), "given");
  const bare = await configOf({ env: { ...server, VIKUNJA_SYNC_STORE: "postgres://u@h/d" } });
  assert.equal(bare.store?.password, null);
});

Deno.test("readConfig() refuses a database in words that do not repeat it", async () => {
  const wrong: readonly (readonly [string, RegExp])[] = [
    ["mysql://u:hidden@h/d", /no address of a PostgreSQL database/],
    ["postgres://u:hidden@h/", /names no database/],
    ["postgres://:hidden@h/d", /names no user/],
    ["postgres://u:hidden@h/d?options=x", /«options»/],
    ["postgres://u:hidden@h/d?sslmode=no", /sslmode=no/],
    ["postgres://u:hidden@h/d?target_session_attrs=any", /target_session_attrs=any: it is/],
    ["postgres://u:hidden@a,/d", /no address/],
    ["postgres://u:hidden@a:x,b/d", /no address/],
    ["postgres://u:hidden%zz@h/d", /%/],
  ];
  for (const [address, words] of wrong) {
    const error = await refusalOf({ env: { ...server, VIKUNJA_SYNC_STORE: address } });
    assert.match(error.message, words);
    assert.doesNotMatch(error.message, /hidden/);
  }
});

Deno.test("readConfig() refuses a password file that others can write to, or that is not there", async () => {
  const env = {
    ...server,
    VIKUNJA_SYNC_STORE: "postgres://u@h/d",
    VIKUNJA_SYNC_STORE_PASSWORD_FILE: "/secret",
  };
  assert.match((await refusalOf({ env })).message, /store_password_file: cannot read \/secret: /);
  const open = { env, files: { "/secret": "x" }, modes: { "/secret": 0o100666 } };
  assert.match((await refusalOf(open)).message, /store_password_file: \/secret/);
});
