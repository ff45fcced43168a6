import assert from "node:assert/strict";
import { traced } from "@/app/run/traced_replica.ts";
import type { Replica, Written } from "@/ports/replica.ts";
import { noTracer } from "@/ports/tracer.ts";

const gone: Written = {
  kind: "stale",
  reading: { kind: "gone", id: "1", how: "deleted", changedAt: null },
};
const replica: Pick<Replica, "side" | "write"> = {
  side: "vikunja",
  write(_writes, _signal, onWritten) {
    onWritten?.(0, gone);
    return new Promise(() => {});
  },
};

Deno.test("traced() tells each outcome of a write as soon as it is known", () => {
  const told: Written[] = [];
  const { write } = traced(replica as Replica, noTracer);
  void write([], new AbortController().signal, (_index, outcome) => void told.push(outcome));
  assert.deepEqual(told, [gone]);
});
