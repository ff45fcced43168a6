import assert from "node:assert/strict";
import { nearest } from "@/config/nearest.ts";

const known = ["sync", "status", "sandbox", "conflicts", "token_file", "token_command"];

Deno.test("nearest() finds what was meant when letters are missing, doubled, swapped or other ones", () => {
  const meant = ["snc", "syync", "sycn", "synk", "SYNC", "conflict", "confilcts", "token_fil"];
  assert.deepEqual(
    meant.map((word) => nearest(word, known)),
    ["sync", "sync", "sync", "sync", "sync", "conflicts", "conflicts", "token_file"],
  );
});

Deno.test("nearest() finds the beginning of a word, and nothing for another word", () => {
  assert.equal(nearest("sand", known), "sandbox");
  assert.equal(nearest("frobnicate", known), null);
  assert.equal(nearest("x", known), null);
});
