import assert from "node:assert/strict";
import type { Lists, ListStand } from "@/ports/lists.ts";
import { cli, type CliSetting } from "@tests/cli/support.ts";

const counts = {
  linked: 3,
  pending: 1,
  givenUp: 0,
  held: 0,
  conflicts: 0,
  deliveries: 0,
  lastLookAt: null,
  lastPollAt: null,
};
const well: ListStand = {
  owner: null,
  name: "anna",
  state: "running",
  since: "2026-11-27T00:00:00.000Z",
  server: "https://v.example",
  error: null,
  counts,
};
const failed = { code: "CONFIG", message: "1 problem\n  url: is not set" };

function listsOf(stands: readonly ListStand[], done: string[]): NonNullable<CliSetting["lists"]> {
  const lists: Lists = {
    takeAway: () => Promise.resolve(),
    stands: () => Promise.resolve(stands),
    invite({ name, within }) {
      done.push(`invite ${name} ${within}`);
      return Promise.resolve({ link: "https://j.example/signup/c", until: "2026-12-01" });
    },
    seal: (name) => Promise.resolve([`token of ${name}`]),
    rekey: () =>
      Promise.resolve({ resealed: 2, unreadable: done.includes("/odd") ? ["/odd"] : [] }),
    remove: (name) => {
      done.push(`remove ${name}`);
      return Promise.resolve({ tokensAt: null });
    },
  };
  return (folder) => Promise.resolve(void done.push(folder)).then(() => lists);
}

Deno.test("lists status says how each list does, and ends with 3 where one is in trouble", async () => {
  const all = [well, {
    ...well,
    name: "bert",
    state: "failed" as const,
    error: failed,
    counts: null,
  }];
  const { code, stdout } = await cli(["lists", "status", "--folder", "/l"], {
    lists: listsOf(all, []),
  });
  assert.equal(code, 3);
  assert.equal(
    stdout,
    "anna running, 3 linked, 1 pending\nbert failed, 1 problem url: is not set\n",
  );
  const one = await cli(["lists", "status", "--folder", "/l", "--json"], {
    lists: listsOf([well], []),
  });
  assert.deepEqual([one.code, JSON.parse(one.stdout)], [0, { lists: [well] }]);
  const asServe = ["lists", "status", "--lists", "/l"];
  assert.equal((await cli(asServe, { lists: listsOf([well], []) })).code, 0);
});

Deno.test("lists invite prints the link, and nothing is removed without its name again", async () => {
  const done: string[] = [];
  const lists = listsOf([], done);
  const folder = ["--folder", "/l"];
  const urls = ["--server", "https://v", "--sync", "https://s", "--address", "https://j"];
  const invited = await cli(["lists", "invite", ...folder, ...urls, "--for", "2d"], { lists });
  assert.deepEqual([invited.code, invited.stdout], [0, "https://j.example/signup/c\n"]);
  const asks = { lists, canAsk: true };
  const remove = ["lists", "remove", "anna", ...folder];
  const codes = [
    (await cli(remove, { lists })).code,
    (await cli(remove, { ...asks, askText: () => Promise.resolve("bert") })).code,
    (await cli(remove, { ...asks, askText: () => Promise.resolve("anna") })).code,
    (await cli([...remove, "--yes"], { lists })).code,
  ];
  assert.deepEqual(codes, [2, 2, 0, 0]);
  assert.deepEqual(done.filter((each) => each !== "/l"), [
    "invite null 2d",
    "remove anna",
    "remove anna",
  ]);
  const ofOne = ["--profile", "work"];
  assert.equal((await cli(["lists", "status", ...folder, ...ofOne], { lists })).code, 2);
  for (const wrong of [["status"], ["invite", ...folder], ["seal", ...folder], ["x", ...folder]]) {
    assert.equal((await cli(["lists", ...wrong], { lists })).code, 2, wrong.join(" "));
  }
});

Deno.test("lists rekey says how many are sealed anew, and ends with 3 where no key opens one", async () => {
  for (const [done, code] of [[[], 0], [["/odd"], 3]] as const) {
    const lists = listsOf([], [...done]);
    const ended = await cli(["lists", "rekey", "--folder", "/l"], { lists });
    assert.equal(ended.code, code);
    assert.match(ended.stdout, /^2 secrets are sealed with a new key$/m);
  }
});
