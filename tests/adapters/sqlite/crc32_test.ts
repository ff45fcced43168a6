import assert from "node:assert/strict";
import { crc32 as native } from "node:zlib";
import fc from "fast-check";
import { crc32, ownCrc32 } from "@/adapters/sqlite/crc32.ts";

Deno.test("crc32() is that of zlib, of texts and bytes, of any length, after any other", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.uint8Array({ maxLength: 200 }),
      fc.nat(0xffffffff),
      (text, bytes, before) => {
        assert.equal(crc32(text, before), native(text, before));
        assert.equal(crc32(bytes, before), native(bytes, before));
        const part = bytes.subarray(3);
        assert.equal(ownCrc32(part, before), native(part, before));
      },
    ),
  );
});

Deno.test("crc32() goes on alike where it has loaded zlib for the many", () => {
  const text = "grüße ".repeat(100_000);
  const sums = Array.from({ length: 10 }, () => crc32(text));
  assert.deepEqual(new Set(sums), new Set([native(text)]));
});
