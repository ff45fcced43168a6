import assert from "node:assert/strict";
import type { OwnerRequests } from "@/ports/owner_requests.ts";
import { until } from "@tests/support/until.ts";

interface RequestsSubject extends AsyncDisposable {
  readonly requests: OwnerRequests;
  /** Another host takes the list over; its epoch. */
  takeOver(): Promise<number>;
}

const asking = (id: string, forMs = 60_000) => ({
  id,
  operation: "add",
  input: `{"${id}":1}`,
  forMs,
});

/** What every place for requests to a list's owner does. */
export function ownerRequestsContract(name: string, open: () => Promise<RequestsSubject>): void {
  const test = (what: string, body: (subject: RequestsSubject, epoch: number) => Promise<void>) =>
    Deno.test(`${name} ${what}`, async () => {
      await using subject = await open();
      await body(subject, await subject.takeOver());
    });

  const ids = (taken: readonly { readonly id: string }[]) => taken.map(({ id }) => id);

  test(
    "put() keeps a request once, take() begins it once, and its answer is there for whoever asked",
    async ({ requests }, epoch) => {
      await requests.put([asking("x")]);
      await requests.put([asking("y"), asking("x")]);
      const taken = await requests.take(epoch, [], 9);
      assert.deepEqual(taken.find(({ id }) => id === "x"), {
        id: "x",
        operation: "add",
        input: '{"x":1}',
        isBegun: false,
      });
      assert.equal(taken.length, 2);
      assert.deepEqual(await requests.take(epoch, ids(taken), 9), []);
      const text = '{"output":"milk \\"\\\\ {€}"}';
      await requests.answer(epoch, [{ id: "x", answer: text }]);
      await requests.answer(epoch, [{ id: "x", answer: "another" }]);
      assert.deepEqual(
        await requests.stands(["x", "y", "z"]),
        new Map([
          ["x", { isBegun: true, answer: text }],
          ["y", { isBegun: true, answer: null }],
        ]),
      );
    },
  );

  test("take() begins the oldest first, so many as are wanted", async ({ requests }, epoch) => {
    for (const id of ["z", "b", "m"]) await requests.put([asking(id)]);
    assert.deepEqual(ids(await requests.take(epoch, [], 2)), ["z", "b"]);
    assert.deepEqual(ids(await requests.take(epoch, ["z", "b"], 2)), ["m"]);
  });

  test(
    "take() tells again what this owner began and never heard of, as not begun",
    async ({ requests }, epoch) => {
      await requests.put([asking("x")]);
      await requests.take(epoch, [], 9);
      assert.deepEqual((await requests.take(epoch, [], 9)).map(({ isBegun }) => isBegun), [false]);
    },
  );

  test(
    "take() begins nothing for an owner that the list has left, nor what has waited for too long",
    async ({ requests, takeOver }, epoch) => {
      const next = await takeOver();
      await requests.put([asking("x"), asking("late", 0)]);
      assert.deepEqual(await requests.take(epoch, [], 9), []);
      assert.deepEqual(ids(await requests.take(next, [], 9)), ["x"]);
    },
  );

  test(
    "withdraw() takes back what nobody has begun, and nothing else",
    async ({ requests }, epoch) => {
      await requests.put([asking("x"), asking("y")]);
      assert.equal(await requests.withdraw("x"), true);
      assert.deepEqual(ids(await requests.take(epoch, [], 9)), ["y"]);
      assert.equal(await requests.withdraw("y"), false);
      assert.equal((await requests.stands(["x", "y"])).size, 1);
    },
  );

  test(
    "the next owner is told that a request was begun, and the one before cannot answer it any more",
    async ({ requests, takeOver }, epoch) => {
      await requests.put([asking("x"), asking("done")]);
      await requests.take(epoch, [], 9);
      await requests.answer(epoch, [{ id: "done", answer: "1" }]);
      const next = await takeOver();
      for (const known of [[], []]) {
        const taken = await requests.take(next, known, 9);
        assert.deepEqual(taken.map(({ id, isBegun }) => [id, isBegun]), [["x", true]]);
      }
      await requests.answer(epoch, [{ id: "x", answer: "of before" }]);
      assert.equal((await requests.stands(["x"])).get("x")?.answer, null);
      await requests.answer(next, [{ id: "x", answer: "of now" }]);
      assert.equal((await requests.stands(["x"])).get("x")?.answer, "of now");
    },
  );

  test("hear() is told of call()", async ({ requests }) => {
    let heard = 0;
    using _hearing = requests.hear(() => heard++);
    await until("it is heard", () => {
      requests.call();
      return Promise.resolve(heard);
    }, (count) => count > 1);
  });
}
