import assert from "node:assert/strict";
import { parseBaseUrl } from "@/config/base_url.ts";

for (
  const [text, url] of [
    ["https://tasks.example.org", "https://tasks.example.org"],
    ["https://tasks.example.org/", "https://tasks.example.org"],
    ["https://tasks.example.org/api/v1", "https://tasks.example.org"],
    ["https://tasks.example.org/api/v2/", "https://tasks.example.org"],
    ["https://tasks.example.org/api", "https://tasks.example.org"],
    ["http://[::1]:3456/vikunja/api/v1?x#y", "http://[::1]:3456/vikunja"],
    ["  HTTP://Example.org:80/ ", "http://example.org"],
  ] as const
) {
  Deno.test(`parseBaseUrl() takes ${text.trim()}`, () => {
    assert.deepEqual(parseBaseUrl(text), { kind: "url", url });
  });
}

for (const text of ["", "tasks.example.org", "ftp://example.org", "file:///etc", "http://a:b@c"]) {
  Deno.test(`parseBaseUrl() refuses ${JSON.stringify(text)}`, () => {
    assert.equal(parseBaseUrl(text).kind, "wrong");
  });
}
