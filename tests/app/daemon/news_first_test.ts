import assert from "node:assert/strict";
import { newsFirst } from "@/app/daemon/news_first.ts";
import { until } from "@tests/support/until.ts";

function waking(hasNews: (() => Promise<boolean>) | null) {
  const stopping = new AbortController();
  let [woken, asked] = [0, 0];
  const side = hasNews === null ? {} : { hasNews: () => (asked++, hasNews()) };
  const ask = newsFirst(side, () => void woken++, stopping.signal);
  /** As another question is asked only once the one before was answered. */
  const answered = () => until("it is answered", () => (ask(), asked > 1));
  return { ask, answered, stop: () => stopping.abort(), woken: () => woken, asked: () => asked };
}

Deno.test("newsFirst() wakes where there is news, or nobody can tell, and else not", async () => {
  for (
    const [hasNews, expected] of [
      [() => Promise.resolve(true), 1],
      [() => Promise.resolve(false), 0],
      [() => Promise.reject(new Error("away")), 1],
      [null, 1],
    ] as const
  ) {
    const { ask, answered, woken } = waking(hasNews);
    ask();
    if (expected === 0) await answered();
    else await until("it wakes", () => woken() > 0);
    assert.equal(woken(), expected);
  }
});

Deno.test("newsFirst() asks one question at a time, and wakes nobody who has stopped", async () => {
  const answer = Promise.withResolvers<boolean>();
  const { ask, answered, stop, woken, asked } = waking(() => answer.promise);
  ask();
  ask();
  assert.equal(asked(), 1);
  stop();
  answer.resolve(true);
  await answered();
  assert.equal(woken(), 0);
  assert.equal(asked(), 2);
});
