import assert from "node:assert/strict";
import { withoutSecrets } from "@/app/backup/own_settings.ts";

Deno.test("withoutSecrets() takes the token and the password of webhooks out, and nothing else", async () => {
  const text = [
    'url = "https://example.org"',
    ' token = "tk_1" # mine',
    'webhook_auth="ada:secret"',
    'token_file = "token"',
    "[notify]",
    'me = "ada"',
  ];
  const left = [text[0], ...text.slice(3)].join("\n");
  assert.equal(await withoutSecrets(text.join("\n")), left);
});

Deno.test("withoutSecrets() takes the secret of the sync server out, as it is in its table or by its whole name", async () => {
  const table = (secret: string) => `[sync]\nurl = "https://s.example"\n${secret}every = "1m"\n`;
  assert.equal(await withoutSecrets(table('secret = "s 1"\n')), table(""));
  assert.equal(await withoutSecrets('sync.secret = "s 1"\ntie = "vikunja"'), 'tie = "vikunja"');
});

Deno.test("withoutSecrets() leaves the address of the database, without its password", async () => {
  const store = (address: string) => `store = "${address}" # ours\nlist = "work"`;
  const given = store("postgres://sync:sync%2F1@db.example:5433/sync?sslmode=require");
  const left = 'store = "postgres://sync@db.example:5433/sync?sslmode=require"\nlist = "work"';
  assert.equal(await withoutSecrets(given), left);
  const named = await withoutSecrets(store("postgres://sync:sync@db.example/sync"));
  assert.equal(named, 'store = "postgres://sync@db.example/sync"\nlist = "work"');
  const both = await withoutSecrets(store("postgres://sync:s1@a:5433,b:5434/sync"));
  assert.equal(both, 'store = "postgres://sync@a:5433,b:5434/sync"\nlist = "work"');
  const without = store("postgres://sync@db.example/sync");
  assert.equal(await withoutSecrets(without), without);
});

Deno.test("withoutSecrets() gives nothing where a secret would stay", async () => {
  assert.equal(await withoutSecrets('token = """\ntk_1"""\n'), null);
  assert.equal(await withoutSecrets('store = """\npostgres://sync:pw@db.example/sync"""\n'), null);
  assert.equal(await withoutSecrets('token = "tk_1"\nurl = "https://tk_1.example"\n'), null);
});
