import assert from "node:assert/strict";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { createLists } from "@/app/lists/lists.ts";
import { createSignUp } from "@/app/lists/sign_up.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Account, Permission } from "@/ports/account.ts";
import type { Invitation, NewList } from "@/ports/sign_up.ts";

const needed: readonly Permission[] = [
  { group: "tasks", action: "update", use: "sync" },
  { group: "projects_webhooks", action: "create", use: "webhooks" },
  { group: "tasks_assignees", action: "create", use: "claims" },
];

/** Somebody was invited by the code `c`. */
function signUpWorld({ missing = [] as readonly Permission[], tokenWorks = true } = {}) {
  const kept = new Map<string, Invitation>();
  const made: NewList[] = [];
  const disk = { isFull: false };
  let now = new Date("2026-11-27T00:00:00.000Z");
  const invitations = {
    find: (code: string) => Promise.resolve(kept.get(code) ?? null),
    take: (code: string) => Promise.resolve(kept.delete(code)),
    all: () => Promise.resolve([...kept.values()]),
    keep: (code: string, invitation: Invitation) =>
      Promise.resolve(void kept.set(code, invitation)),
  };
  const account = {
    server: () => Promise.resolve({ version: "2.5.0", isOld: false, needed }),
    permissions: () => Promise.resolve({ tokenWorks, missing }),
    [Symbol.dispose]() {},
  };
  let secrets = 0;
  const common = { invitations, newSecret: () => `secret${++secrets}` };
  const signUp = createSignUp({
    ...common,
    runtime: { now: () => now, uuid: () => "4ad1ee93-ac26-47ad-8b5c-6a6be0a4d5d8" },
    openAccount: () => account as unknown as Account,
    makeList: (list) =>
      disk.isFull
        ? Promise.reject(new SyncError("DISK_FULL", "The disk is full"))
        : Promise.resolve(void made.push(list)),
  });
  const lists = (key: Uint8Array | null) =>
    createLists({
      ...common,
      runtime: { ...systemRuntime, now: () => now },
      isElsewhere: () => Promise.resolve(false),
      forget: () => Promise.resolve(false),
      isListName: (name) => /^\w+$/.test(name),
      key: () => Promise.resolve(key),
      stands: () => Promise.resolve(null),
      isThere: (name) => made.some((list) => list.name === name),
      isLeft: (name) => made.some((list) => list.name === name),
      sealFile: () => Promise.resolve(true),
      rekey: () => Promise.reject(new Error("unasked")),
      folderOf: (name) => `/l/${name}`,
      placeOf: () => Promise.reject(new Error("unasked")),
      clearStore: () => Promise.reject(new Error("unasked")),
      end() {},
      clear: () => Promise.resolve(),
    });
  return {
    signUp,
    made,
    disk,
    lists,
    pass: (ms: number) => void (now = new Date(now.getTime() + ms)),
  };
}

const asked = {
  name: "anna",
  server: "https://v.example/",
  sync: "https://s.example",
  address: "https://join.example/",
  within: "2d",
};
const { signal } = new AbortController();
const key = new Uint8Array(32);
const hasCode = (code: string) => (thrown: unknown) =>
  thrown instanceof SyncError && thrown.code === code;
const codeIn = (link: string) => link.split("/").at(-1) ?? "";

Deno.test("an invitation makes one list, once, and says the lines for the taskrc", async () => {
  const world = signUpWorld();
  const { link, until } = await world.lists(key).invite(asked);
  assert.deepEqual([link, until], [
    "https://join.example/signup/secret1",
    "2026-11-29T00:00:00.000Z",
  ]);
  const code = codeIn(link);
  const invitation = await world.signUp.look(code);
  assert.ok(invitation);
  // What only claims would need is not asked for.
  assert.equal(
    await world.signUp.tokenPage(invitation, signal),
    "https://v.example/user/settings/api-tokens?title=vikunja-sync&scopes=tasks:update,projects_webhooks:create",
  );
  assert.deepEqual(await world.signUp.accept(code, " tk_anna\n", signal), {
    list: "anna",
    taskrc: [
      "sync.server.url=https://s.example",
      "sync.server.client_id=4ad1ee93-ac26-47ad-8b5c-6a6be0a4d5d8",
      "sync.encryption_secret=secret2",
    ],
  });
  assert.deepEqual(world.made.map(({ name, server, token }) => [name, server, token]), [
    ["anna", "https://v.example", "tk_anna"],
  ]);
  assert.equal(await world.signUp.look(code), null);
  await assert.rejects(world.signUp.accept(code, "tk_anna", signal), hasCode("NOT_FOUND"));
  await assert.rejects(world.lists(key).invite(asked), hasCode("USAGE"));
});

Deno.test("a token that is none, or allows too little, leaves the invitation as it is", async () => {
  const [update] = needed;
  for (const wrong of [{ tokenWorks: false }, { missing: update === undefined ? [] : [update] }]) {
    const world = signUpWorld(wrong);
    const code = codeIn((await world.lists(key).invite(asked)).link);
    await assert.rejects(world.signUp.accept(code, "tk_anna", signal), hasCode("AUTH"));
    await assert.rejects(world.signUp.accept(code, "no token", signal), hasCode("AUTH"));
    assert.notEqual(await world.signUp.look(code), null);
    assert.deepEqual(world.made, []);
  }
});

Deno.test("an invitation whose list cannot be made now is there for another try", async () => {
  const world = signUpWorld();
  const code = codeIn((await world.lists(key).invite(asked)).link);
  world.disk.isFull = true;
  await assert.rejects(world.signUp.accept(code, "tk_anna", signal), hasCode("DISK_FULL"));
  world.disk.isFull = false;
  await world.signUp.accept(code, "tk_anna", signal);
  assert.deepEqual(world.made.map(({ name }) => name), ["anna"]);
  assert.equal(await world.signUp.look(code), null);
});

Deno.test("an invitation ends by itself, and none is made where tokens could not be sealed", async () => {
  const world = signUpWorld();
  const code = codeIn((await world.lists(key).invite(asked)).link);
  world.pass(3 * 24 * 3_600_000);
  assert.equal(await world.signUp.look(code), null);
  await assert.rejects(world.signUp.accept(code, "tk_anna", signal), hasCode("NOT_FOUND"));
  await assert.rejects(world.lists(null).invite(asked), hasCode("CONFIG"));
  for (const wrong of [{ name: "../x" }, { server: "v.example/x y" }, { within: "soon" }]) {
    await assert.rejects(world.lists(key).invite({ ...asked, ...wrong }), hasCode("USAGE"));
  }
  await assert.rejects(world.lists(key).remove("nobody", signal), hasCode("NOT_FOUND"));
});

Deno.test("nobody is invited to a list that somebody else is invited to, until that has ended", async () => {
  const world = signUpWorld();
  await world.lists(key).invite(asked);
  const again = world.lists(key).invite(asked);
  await assert.rejects(again, /somebody is invited to anna until 2026-11-29/);
  await world.lists(key).invite({ ...asked, name: "bert" });
  world.pass(3 * 24 * 3_600_000);
  await world.lists(key).invite(asked);
});
