import assert from "node:assert/strict";
import { answerError } from "@/adapters/vikunja/client/errors.ts";

const purpose = { doing: "write the task", permission: "tasks: update" };

function messageTo(body: unknown): string {
  const text = JSON.stringify(body);
  const answer = { status: 400, headers: {}, text, connection: "new" } as const;
  return answerError(answer, purpose, true).message;
}

Deno.test("S10: what a server says makes no line that looks like one of ours", () => {
  const forged = "bad\r\n2026-11-27T00:00:00Z all is well";
  const right = "Cannot write the task: bad 2026-11-27T00:00:00Z all is well";
  for (
    const body of [
      { code: 3001, message: forged },
      { detail: forged },
      { message: "bad", invalid_fields: [forged] },
      { errors: [{ location: "bad\n", message: "x\u2028y\u0085z" }] },
    ]
  ) {
    assert.doesNotMatch(messageTo(body), /[\r\n\v\f\u0085\u2028\u2029]/);
  }
  assert.equal(messageTo({ message: forged }), right);
});

Deno.test("what a server says is bounded", () => {
  assert.ok(messageTo({ message: "x".repeat(3_000_000) }).length < 1_100);
});
