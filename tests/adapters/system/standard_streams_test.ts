import assert from "node:assert/strict";
import type { SyncError } from "@/domain/errors.ts";
import { outputFailed, terminalColumns, writerTo } from "@/adapters/system/standard_streams.ts";
import { systemError } from "@tests/support/system_error.ts";

Deno.test("writerTo() writes all of a text, a piece at a time where the stream takes no more", () => {
  const written: number[] = [];
  let calls = 0;
  const write = writerTo(
    {
      write(bytes) {
        calls++;
        if (calls % 3 === 0) throw systemError("EAGAIN");
        written.push(...bytes.subarray(0, 2));
        return Math.min(2, bytes.length);
      },
    },
    () => assert.fail("nobody closed it"),
    () => assert.fail(),
  );
  write("grüße an alle");
  assert.equal(new TextDecoder().decode(new Uint8Array(written)), "grüße an alle");
});

Deno.test("writerTo() says once that nobody reads any more and throws away what follows", () => {
  let closed = 0;
  let calls = 0;
  const write = writerTo(
    {
      write() {
        calls++;
        throw systemError("EPIPE");
      },
    },
    () => closed++,
    () => assert.fail(),
  );
  write("one");
  write("two");
  assert.deepEqual([closed, calls], [1, 1]);
});

Deno.test("R2: writerTo() tells what kept a text from being written, and tries the next", () => {
  const causes: unknown[] = [];
  let isFull = true;
  const written: number[] = [];
  const write = writerTo(
    {
      write(bytes) {
        if (isFull) throw new Error("No space left on device (os error 28)");
        written.push(...bytes);
        return bytes.length;
      },
    },
    () => assert.fail(),
    (cause) => causes.push(cause),
  );
  write("lost");
  isFull = false;
  write("told");
  assert.equal(causes.length, 1);
  assert.equal(new TextDecoder().decode(new Uint8Array(written)), "told");
});

Deno.test("R2: outputFailed() says that what was asked for is done", () => {
  assert.throws(() => outputFailed(new Error("No space left")), (error: SyncError) => {
    assert.match(`${error.message} ${error.hint}`, /No space left.*is done/);
    return error.code === "OUTPUT";
  });
});

const terminal = { isTerminal: () => true, name: () => "xterm", size: () => 120 };

Deno.test("terminalColumns() tells the width of a terminal, and 80 where it cannot be had", () => {
  assert.equal(terminalColumns(terminal), 120);
  assert.equal(terminalColumns({ ...terminal, size: () => 0 }), 80);
  const size = () => {
    throw new Error("no stream of ours is one");
  };
  assert.equal(terminalColumns({ ...terminal, size }), 80);
});

Deno.test("terminalColumns() tells none where stderr is no terminal, or one that only takes lines", () => {
  assert.equal(terminalColumns({ ...terminal, isTerminal: () => false }), null);
  assert.equal(terminalColumns({ ...terminal, name: () => "dumb" }), null);
});
