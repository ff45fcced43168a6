import assert from "node:assert/strict";
import type { Reading } from "@/domain/task.ts";
import type { Posted, TaskMessage } from "@/engine/message.ts";
import { handOut } from "@/triggers/hand_out.ts";
import type { Look } from "@/triggers/looks.ts";

const gone: Reading = { kind: "gone", id: "a", how: "deleted", changedAt: null };

/** An engine in which a write of ours has overtaken the first reading of a task, and which keeps what it is handed. */
function overtakenOnce() {
  const handed: TaskMessage[] = [];
  const unread = () => Promise.reject(new Error("nobody reads that side"));
  return {
    handed,
    deps: {
      engine: {
        post(streamId: string, message: TaskMessage, { onOvertaken }: Posted = {}) {
          handed.push(message);
          if (handed.length === 1) onOvertaken?.({ streamId, side: "taskwarrior", id: streamId });
        },
        quiet: () => Promise.resolve(),
        isAtRest: () => true,
        onRest: () => () => {},
        beginReading: () => ({ at: 2, [Symbol.dispose]: () => {} }),
      },
      log: { streamOf: () => null },
      replicas: {
        taskwarrior: { read: () => Promise.resolve([gone]) },
        vikunja: { read: unread },
      },
      editClock: {
        nowMs: () => null,
        toServerClock: (_side: unknown, reading: Reading) => reading,
      },
    },
  };
}

Deno.test("handOut() reads again what was overtaken, and a deletion that is to be held stays so", async () => {
  const { deps, handed } = overtakenOnce();
  const look: Look = {
    type: "Look",
    readings: [{ side: "taskwarrior", reading: { ...gone, isHeld: true } }],
  };
  const { isWhole } = await handOut(deps, [["a", look]], {
    readAt: () => 1,
    upTo: { taskwarrior: null, vikunja: null },
    signal: new AbortController().signal,
  });
  assert.equal(isWhole, true);
  assert.deepEqual(handed, [look, look]);
});

Deno.test("handOut() gives others their turn within a page, where it has any", async () => {
  const { deps, handed } = overtakenOnce();
  const at: number[] = [];
  const turns = () => ({
    isOver: () => handed.length % 3 === 0 && handed.length > 0,
    next: () => Promise.resolve(void at.push(handed.length)),
    through: () => Promise.reject(new Error("not asked for here")),
  });
  const look: Look = { type: "Look", readings: [] };
  const looks = Array.from("abcdefgh", (id) => [id, look] as const);
  const handing = {
    readAt: () => 1,
    upTo: { taskwarrior: null, vikunja: null },
    onOvertaken: () => {},
    signal: new AbortController().signal,
  };
  await handOut(deps, looks, { ...handing, rank: "later", turns });
  assert.deepEqual([handed.length, at], [8, [3, 6]]);
});
