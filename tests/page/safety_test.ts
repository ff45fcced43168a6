import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import { folder, host, pageWorld } from "@tests/page/support.ts";

const evil = "http://evil.example";

Deno.test("the page lets a browser in by a link that works once, with a cookie that scripts and other sites never get", async () => {
  const { ask, access } = pageWorld();
  const link = `/login?t=${access.invite()}`;
  const first = await ask(link);
  assert.equal(first.status, 200);
  const [cookie = ""] = first.headers.getSetCookie();
  assert.match(cookie, /; HttpOnly; SameSite=Strict;/);
  assert.match(cookie, new RegExp(`Path=/${folder}/`));
  const [pair = ""] = cookie.split(";");
  assert.equal((await ask(`/${folder}/health`, { headers: { cookie: pair } })).status, 200);
  assert.equal((await ask(link)).status, 403);
  assert.equal((await ask(`/${folder}/health`, { headers: { cookie: pair } })).status, 403);
});

Deno.test("the page shuts a browser out that signs itself out", async () => {
  const { get, post } = pageWorld();
  assert.equal((await get("health")).status, 200);
  const answer = await post("out", {});
  assert.match(answer.headers.getSetCookie()[0] ?? "", /^vikunja_sync_page=;.*Max-Age=0/);
  assert.equal((await get("health")).status, 403);
});

Deno.test("the page shows nothing to whoever was not let in, not even where it is", async () => {
  const { ask } = pageWorld();
  for (const path of [`/${folder}/health`, `/${folder}/events`, "/login?t=x", "/health", "/"]) {
    const answer = await ask(path, { headers: { cookie: "vikunja_sync_page=made-up" } });
    assert.ok([403, 404].includes(answer.status), path);
    assert.deepEqual(answer.headers.getSetCookie(), []);
    assert.doesNotMatch(await answer.text(), new RegExp(folder));
  }
});

Deno.test("the page is had by its own address only: a name that was made to point here gets nothing", async () => {
  const { get } = pageWorld();
  for (
    const asked of [
      "evil.example",
      "evil.example:4711",
      "127.0.0.1:80",
      "127.0.0.1.evil.example:4711",
    ]
  ) {
    const answer = await get("health", { host: asked });
    assert.equal(answer.status, 421, asked);
    assert.doesNotMatch(await answer.text(), /Health/);
  }
});

Deno.test("the page does nothing that another site's page sends, even with its cookie", async () => {
  let done = 0;
  const { post } = pageWorld({ retryNow: () => Promise.resolve(++done) });
  const form = { act: "retry all" };
  for (
    const headers of [
      { origin: evil },
      { origin: "null" },
      { origin: `http://localhost:9999` },
      { origin: `https://${host}` },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ]
  ) {
    assert.equal((await post("waiting", form, headers)).status, 403, JSON.stringify(headers));
  }
  assert.equal(done, 0);
  assert.equal((await post("waiting", form, { "sec-fetch-site": "same-origin" })).status, 303);
  assert.equal(done, 1);
});

Deno.test("every answer of the page has the strictest policy: its own scripts and styles, in no frame", async () => {
  const { get, ask } = pageWorld();
  const answers = [
    await get("health"),
    await get("nowhere"),
    await ask("/login?t=x"),
    await ask("/", { headers: { host: "evil" } }),
  ];
  for (const { headers } of answers) {
    const policy = headers.get("content-security-policy") ?? "";
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe|\*|data:/);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("referrer-policy"), "same-origin");
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("access-control-allow-origin"), null);
  }
});

Deno.test("no page has anything in it that the policy would keep from working", async () => {
  const { get } = pageWorld({ listClaims: () => Promise.resolve([]) });
  for (const path of ["waiting", "claims", "health"]) {
    const html = await (await get(path)).text();
    assert.doesNotMatch(
      html,
      /<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|js:|<script>|<script\s+(?!src=)/i,
      path,
    );
    const outside = [...html.matchAll(/(?:src|href|action)="(\w+:)/g)].map(([, scheme]) => scheme);
    assert.deepEqual(outside, [], path);
  }
});

Deno.test("GET changes nothing: there is no way but POST to what acts", async () => {
  const acted: string[] = [];
  const { get } = pageWorld({
    retryNow: () => Promise.resolve(acted.push("retry")),
    retryDrop: () => Promise.resolve(acted.push("drop")),
  });
  for (const act of ["retry", "drop", "retry all"]) {
    await get(`waiting?act=${encodeURIComponent(act)}&task=one`);
  }
  assert.deepEqual(acted, []);
});

Deno.test("a page of no list of all that is on its way does not ask for it", async () => {
  const asked: string[] = [];
  const { get } = pageWorld({
    status: () => Promise.reject(new Error("asked for thousands of changes")),
    overview() {
      asked.push("overview");
      return Promise.resolve({ server: null, inbox: 3, onTheWay: 1_234 });
    },
    listClaims: () => Promise.resolve([]),
  });
  const html = await (await get("claims")).text();
  assert.deepEqual(asked, ["overview"]);
  assert.match(html, /Inbox\s*<span class="count">3<.*Waiting\s*<span class="count">1234</s);
});

Deno.test("what went wrong is said, also where nothing else can be shown", async () => {
  const full = new SyncError("DISK_FULL", "Cannot <b>write</b>");
  const refused = () => Promise.reject(full);
  const { get } = pageWorld({ overview: refused, listClaims: refused });
  const answer = await get("claims");
  assert.deepEqual([answer.status, await answer.text()], [500, "Cannot <b>write</b>\n"]);
  assert.match(answer.headers.get("content-type") ?? "", /^text\/plain/);
});
