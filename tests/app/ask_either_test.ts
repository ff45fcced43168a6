import assert from "node:assert/strict";
import { askEither } from "@/app/ask_either.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Ask } from "@/ports/operations_table.ts";
import { operationsOf } from "@tests/support/operations.ts";

const asking = { signal: new AbortController().signal, progress: () => {} };
const locked = new SyncError("LOCKED", "Cannot take the log", { retryable: true });

/** Answers `retryDrop` with a number. */
function answering(number: number): { readonly ask: Ask } {
  const operations = operationsOf({ retryDrop: () => Promise.resolve(number) });
  return { ask: (name, input, how) => operations[name](input, how) };
}

function here(answer: () => Promise<number>) {
  return operationsOf({ retryDrop: answer });
}

Deno.test("askEither() asks the daemon where one runs, and does it here where none does", async () => {
  const daemons = [answering(1), null];
  const ask = askEither(
    () => Promise.resolve(daemons.shift() ?? null),
    here(() => Promise.resolve(2)),
  );
  assert.equal(await ask("retryDrop", { task: "a" }, asking), 1);
  assert.equal(await ask("retryDrop", { task: "a" }, asking), 2);
});

Deno.test("askEither() asks a daemon that took the log while this process waited for it", async () => {
  const daemons = [null, answering(1)];
  const ask = askEither(
    () => Promise.resolve(daemons.shift() ?? null),
    here(() => Promise.reject(locked)),
  );
  assert.equal(await ask("retryDrop", { task: "a" }, asking), 1);
});

Deno.test("askEither() says who has the log where that is no daemon", async () => {
  const ask = askEither(() => Promise.resolve(null), here(() => Promise.reject(locked)));
  await assert.rejects(ask("retryDrop", { task: "a" }, asking), locked);
});
