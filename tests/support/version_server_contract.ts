import assert from "node:assert/strict";
import { noVersion, type VersionServer } from "@/ports/version_server.ts";
import { signal } from "@tests/support/replica_hands.ts";

interface Place extends AsyncDisposable {
  /** To the same versions each time. */
  open(): VersionServer;
}

const nobody = "99999999-9999-4999-8999-999999999999";

/** What every place promises where replicas meet; `make` gives an empty one of its own each time. */
export function versionServerContract(name: string, make: () => Promise<Place>): void {
  const test = (what: string, body: (place: Place) => Promise<void>) =>
    Deno.test(`${name}: ${what}`, async () => {
      await using place = await make();
      await body(place);
    });

  async function added(server: VersionServer, parent: string, segment: string): Promise<string> {
    const answer = await server.add(parent, segment, signal);
    assert.equal(answer.kind, "added");
    return answer.kind === "added" ? answer.id : "";
  }

  test("childOf() gives what add() was given, one after the other", async (place) => {
    const server = place.open();
    assert.deepEqual(await server.childOf(noVersion, signal), { kind: "none" });
    const first = await added(server, noVersion, '{"operations":[]} «ü»');
    const second = await added(server, first, "second");
    const other = place.open();
    const child = { kind: "version", id: first, segment: '{"operations":[]} «ü»' };
    assert.deepEqual(await other.childOf(noVersion, signal), child);
    assert.deepEqual(await other.childOf(first, signal), {
      kind: "version",
      id: second,
      segment: "second",
    });
    assert.deepEqual(await other.childOf(second, signal), { kind: "none" });
  });

  test("add() refuses what is not behind the newest, and says which that is", async (place) => {
    const server = place.open();
    const first = await added(server, noVersion, "first");
    const second = await added(server, first, "second");
    for (const parent of [noVersion, first, nobody]) {
      const answer = await server.add(parent, "late", signal);
      assert.deepEqual(answer, { kind: "refused", newest: second });
    }
    assert.deepEqual(await server.childOf(second, signal), { kind: "none" });
  });

  test("add() takes one of two that come at once", async (place) => {
    const answers = await Promise.all(
      [place.open(), place.open()].map((server) => server.add(noVersion, "first", signal)),
    );
    assert.deepEqual(answers.map(({ kind }) => kind).sort(), ["added", "refused"]);
  });

  test("childOf() says where it knows nothing of a version", async (place) => {
    const server = place.open();
    await added(server, noVersion, "first");
    assert.deepEqual(await server.childOf(nobody, signal), { kind: "gone" });
  });
}
