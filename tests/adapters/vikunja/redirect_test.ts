import assert from "node:assert/strict";
import { redirectHint } from "@/adapters/vikunja/client/redirect.ts";

const elsewhere: Readonly<Record<string, string>> = {
  "another host": "https://evil.example/login?next=x",
  "a host that begins alike": "https://tasks.example.org.evil.example/",
  "the host as a name of somebody": "https://tasks.example.org@evil.example/",
  "another host without a scheme": "//evil.example/",
  "plain http": "http://tasks.example.org/other",
  "a scheme that is none of a server": "javascript:alert(1)",
  "no address": "http://[",
  "an address with lines of its own": "https://evil.example/\nforged line",
};

for (const [what, location] of Object.entries(elsewhere)) {
  Deno.test(`S10: redirectHint() recommends no address for ${what}`, () => {
    const hint = redirectHint(location, "tasks.example.org:3456");
    assert.match(hint, /somebody in between may have answered/);
    assert.doesNotMatch(hint, /evil|forged|\n|http/);
  });
}

Deno.test("S10: redirectHint() names the same machine's own https", () => {
  const hint = redirectHint("https://tasks.example.org/x?token=1", "tasks.example.org:80");
  assert.match(hint, /is at https:\/\/tasks\.example\.org now/);
  assert.doesNotMatch(hint, /token/);
});
