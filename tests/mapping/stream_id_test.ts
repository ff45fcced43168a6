import assert from "node:assert/strict";
import { streamIdForVikunja, streamNamespace, uuidV5 } from "@/mapping/stream_id.ts";

Deno.test("uuidV5() agrees with the example of RFC 9562", () => {
  const dns = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
  assert.equal(uuidV5(dns, "www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
});

Deno.test("streamNamespace is what its docstring says", () => {
  const url = "6ba7b811-9dad-11d1-80b4-00c04fd430c8";
  assert.equal(streamNamespace, uuidV5(url, "https://vikunja.io/vikunja-sync"));
});

Deno.test("streamIdForVikunja() never changes, and differs by server, task and date", () => {
  const due = "2026-01-01T00:00:00Z";
  assert.equal(streamIdForVikunja("https://x", 5), "4edecac8-c3aa-5159-a2e4-0edd10e8e849");
  assert.equal(streamIdForVikunja("https://x", 5, null), streamIdForVikunja("https://x", 5));
  assert.equal(streamIdForVikunja("https://x", 5, due), "8c22cce2-0b9e-5e62-889e-4a816d337931");
  assert.notEqual(streamIdForVikunja("https://y", 5), streamIdForVikunja("https://x", 5));
  assert.notEqual(streamIdForVikunja("https://x", 6), streamIdForVikunja("https://x", 5));
});
