import assert from "node:assert/strict";
import { operationId, operationPosition } from "@/domain/operation.ts";

Deno.test("operationPosition() reads what operationId() writes, and nothing else", () => {
  assert.equal(operationPosition(operationId(131)), 131);
  for (const text of ["131", "op-", "op-1x", " op-1", "op--1", "op-1.5", "OP-1"]) {
    assert.equal(operationPosition(text), null, text);
  }
});
