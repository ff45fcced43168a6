import assert from "node:assert/strict";
import { bringLists } from "@/app/lists/bring_lists.ts";
import { withTroubles } from "@/app/lists/sharing_troubles.ts";
import { SyncError } from "@/domain/errors.ts";
import type { ListFiles, SettingsNote, SharedLists } from "@/ports/shared_lists.ts";

/** A database in memory, and hosts with a folder each. */
function sharedWorld() {
  const rows = new Map<string, { version: number; sealed: string; isRemoved: boolean }>();
  const state = { isAway: false };
  const there = <T>(answer: () => T): Promise<T> =>
    state.isAway
      ? Promise.reject(new SyncError("STORE_UNAVAILABLE", "away"))
      : Promise.resolve(answer());
  const shared: SharedLists = {
    shownAs: "postgres://u@h/d",
    all: () => there(() => [...rows].map(([name, row]) => ({ name, ...row }))),
    read: (name) =>
      there(() => {
        const row = rows.get(name);
        return row === undefined || row.isRemoved ? null : row;
      }),
    store: (name, before, sealed) =>
      there(() => {
        const row = rows.get(name);
        if ((row?.version ?? 0) !== before || row?.isRemoved === true) return false;
        rows.set(name, { version: before + 1, sealed, isRemoved: false });
        return true;
      }),
    reseal: () => Promise.resolve(),
    remove: (name) =>
      there(() => {
        const version = (rows.get(name)?.version ?? 0) + 1;
        rows.set(name, { version, sealed: "", isRemoved: true });
      }),
    invitations: {} as never,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };

  function host(key = "k") {
    const lists = new Map<string, { files: ListFiles; note: SettingsNote | null }>();
    const [said, aside]: [string[], string[]] = [[], []];
    const disk = { writesLeft: Infinity, isBusy: false };
    const write = () => {
      if (disk.writesLeft-- <= 0) throw new SyncError("DISK_FULL", "no space left");
    };
    const bringing = bringLists({
      runtime: { after: () => ({ [Symbol.dispose]() {} }), now: () => new Date(0) },
      shared,
      names: () => [...lists.keys()],
      isHere: (name) => (lists.get(name)?.files["config.toml"] ?? "") !== "",
      signatureOf: (name) => JSON.stringify(lists.get(name) ?? null),
      read: (name) => {
        const files = lists.get(name)?.files ?? {};
        return Promise.resolve(files["config.toml"]?.includes("sqlite") === true ? null : files);
      },
      write: async (name, files) => {
        await Promise.resolve();
        write();
        lists.set(name, { files, note: lists.get(name)?.note ?? null });
      },
      keepAside: (name) => void aside.push(JSON.stringify(lists.get(name)?.files)),
      note: (name) => lists.get(name)?.note ?? null,
      keepNote(name, note) {
        write();
        lists.set(name, { files: lists.get(name)?.files ?? {}, note });
      },
      seal: (text) => Promise.resolve(`${key} ${text}`),
      open: (sealed) =>
        sealed.startsWith(`${key} `)
          ? Promise.resolve(sealed.slice(key.length + 1))
          : Promise.reject(new Error("no key opens it")),
      digest: (text) => text,
      remove: (name) =>
        disk.isBusy
          ? Promise.reject(new SyncError("LOCKED", "it is served still"))
          : Promise.resolve(lists.delete(name)),
    });
    const { troubles } = bringing.begin((_level, text) => void said.push(text));
    return {
      ...bringing,
      stands: () => withTroubles([], troubles()).map(({ name, state }) => `${name} ${state}`),
      lists,
      said,
      aside,
      disk,
      set: (name: string, config: string, token = "tk") =>
        lists.set(name, {
          files: { "config.toml": config, token },
          note: lists.get(name)?.note ?? null,
        }),
      config: (name: string) => lists.get(name)?.files["config.toml"] ?? null,
    };
  }

  return { rows, state, shared, host };
}

Deno.test("bringLists() brings what comes, changes and goes on one host to the others, and then rests", async () => {
  const { rows, shared, host } = sharedWorld();
  const [east, west] = [host(), host()];
  east.set("anna", "one");
  west.set("local", "sqlite");
  for (const each of [east, west, east]) await each.look();
  assert.deepEqual(west.lists.get("anna")?.files, { "config.toml": "one", token: "tk" });
  assert.deepEqual([...rows.keys()], ["anna"]);
  west.set("anna", "two", "tk2");
  for (const each of [east, west, east, west]) await each.look();
  assert.deepEqual(east.lists.get("anna")?.files, { "config.toml": "two", token: "tk2" });
  const said = [...east.said, ...west.said].length;
  for (const each of [east, west, east, west]) await each.look();
  assert.equal([...east.said, ...west.said].length, said);
  assert.equal(rows.get("anna")?.version, 2);
  await shared.remove("anna");
  west.disk.isBusy = true;
  for (const each of [east, west]) await each.look();
  assert.deepEqual([east.stands(), west.stands()], [[], ["anna failed"]]);
  west.disk.isBusy = false;
  for (const each of [east, west]) await each.look();
  assert.deepEqual([east.stands(), west.stands()], [[], []]);
  assert.deepEqual([east.config("anna"), west.config("anna")], [null, null]);
  east.set("anna", "three");
  await east.look();
  assert.match(east.said.at(-1) ?? "", /was removed on all hosts/);
  assert.equal(west.config("anna"), null);
});

Deno.test("bringLists() lets what was stored first stand where two hosts changed one list, and keeps the other", async () => {
  const { host } = sharedWorld();
  const [east, west] = [host(), host()];
  east.set("anna", "one");
  for (const each of [east, west]) await each.look();
  east.set("anna", "east's");
  west.set("anna", "west's");
  for (const each of [west, east, west]) await each.look();
  assert.deepEqual([east.config("anna"), west.config("anna")], ["west's", "west's"]);
  assert.match(east.aside.join(), /east's/);
  assert.match(east.said.join(), /changed on another host first/);
});

Deno.test("bringLists() leaves two lists of one name as they are, and what no key opens", async () => {
  const { rows, host } = sharedWorld();
  const [east, west, stranger] = [host(), host(), host("other key")];
  east.set("anna", "east's");
  west.set("anna", "another person's");
  for (const each of [east, west, stranger, east, west]) await each.look();
  assert.deepEqual([east.config("anna"), west.config("anna")], ["east's", "another person's"]);
  assert.match(west.said.join(), /with other settings/);
  assert.equal(stranger.config("anna"), null);
  assert.match(stranger.said.join(), /no key opens it/);
  assert.deepEqual(stranger.stands(), ["anna failed"]);
  assert.deepEqual(east.stands(), []);
  assert.equal(rows.get("anna")?.version, 1);
});

Deno.test("bringLists() goes on where a disk was full or the database away in between", async () => {
  for (let writes = 0; writes < 2; writes++) {
    const { state, rows, host } = sharedWorld();
    const [east, west] = [host(), host()];
    east.set("anna", "one");
    await east.look();
    west.disk.writesLeft = writes;
    await west.look();
    assert.match(west.said.join(), /no space left/);
    west.disk.writesLeft = Infinity;
    state.isAway = true;
    await west.look();
    assert.match(west.said.join(), /are not looked at: away/);
    state.isAway = false;
    for (const each of [west, east, west]) await each.look();
    assert.deepEqual(west.lists.get("anna"), east.lists.get("anna"));
    assert.equal(rows.get("anna")?.version, 1, "it was not taken for a change");
  }
});
