import assert from "node:assert/strict";
import type { Exchange, RawRequest, Transport } from "@/ports/transport.ts";

/** What becomes of requests on their way. */
export type Way = "arrive" | "find nobody" | "are answered in part" | "are never answered";

export interface TransportSubject extends AsyncDisposable {
  readonly transport: Transport;
  way: Way;
  /** Calls that the server has taken. */
  arrived(): number;
  /** While time passes. */
  run<T>(work: Promise<T>): Promise<T>;
}

const never = new AbortController().signal;

function request(values: Partial<RawRequest> = {}): RawRequest {
  return {
    method: "POST",
    path: "/api/v1/login",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "nobody", password: "none" }),
    once: false,
    signal: never,
    ...values,
  };
}

/** What every way to a server promises; `start` gives one to a server that knows nobody, on which time is up soon. */
export function transportContract(name: string, start: () => Promise<TransportSubject>): void {
  const test = (what: string, then: (subject: TransportSubject) => Promise<void>) =>
    Deno.test(`${name}: send() ${what}`, async () => {
      await using subject = await start();
      await then(subject);
      subject.transport.close();
    });

  test("gives the whole answer, whatever it says", async ({ transport, run, arrived }) => {
    const { kind, answer } = answered(await run(transport.send(request())));
    assert.deepEqual([kind, answer.status, arrived()], ["answered", 403, 1]);
    assert.equal(JSON.parse(answer.text).code, 1011);
    assert.match(answer.headers["content-type"] ?? "", /^application\/json/);
    assert.ok(!Number.isNaN(Date.parse(answer.headers["date"] ?? "")));
  });

  test("says that nothing was sent where nobody is there", async (subject) => {
    subject.way = "find nobody";
    const { sent, isFinal } = failure(await subject.run(subject.transport.send(request())));
    assert.deepEqual([sent, isFinal, subject.arrived()], [false, false, 0]);
  });

  for (const once of [true, false]) {
    test(`takes a part of an answer for none (once: ${once})`, async (subject) => {
      subject.way = "are answered in part";
      const { sent } = failure(await subject.run(subject.transport.send(request({ once }))));
      assert.equal(sent, true);
      if (once) assert.equal(subject.arrived(), 1);
    });
  }

  test("ends when time is up, and says that it would again", async (subject) => {
    subject.way = "are never answered";
    const { sent, isFinal } = failure(await subject.run(subject.transport.send(request())));
    assert.deepEqual([sent, isFinal], [true, true]);
  });

  test("throws ABORTED as soon as its signal fires", async (subject) => {
    subject.way = "are never answered";
    const stop = new AbortController();
    const sending = subject.transport.send(request({ signal: stop.signal }));
    stop.abort();
    await assert.rejects(subject.run(sending), { code: "ABORTED", retryable: true });
  });

  test("throws ABORTED where its signal has fired before", async (subject) => {
    const sending = subject.transport.send(request({ signal: AbortSignal.abort() }));
    await assert.rejects(subject.run(sending), { code: "ABORTED" });
    assert.equal(subject.arrived(), 0);
  });
}

function answered(exchange: Exchange): Extract<Exchange, { kind: "answered" }> {
  if (exchange.kind === "unanswered") throw new Error(exchange.failure.message);
  return exchange;
}

function failure(exchange: Exchange) {
  if (exchange.kind === "answered") throw new Error(`answered: ${exchange.answer.status}`);
  return exchange.failure;
}
