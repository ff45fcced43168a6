import assert from "node:assert/strict";
import { rateLimitFrom } from "@/sandbox/run.ts";
import { called } from "./client.ts";

const start = Date.UTC(2026, 10, 21, 12, 0, 0);

Deno.test("the rate limit refuses what is over it until its window ends", async () => {
  let now = start;
  const rateLimit = { enabled: true, limit: 2, periodSeconds: 60 };
  await using it = await called({ rateLimit, now: () => new Date(now) });
  const read = () => it.call("GET", "/api/v1/labels");
  assert.equal((await read()).headers.get("x-ratelimit-remaining"), "1");
  await read();
  const refused = await read();
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get("retry-after"), null);
  assert.equal(refused.headers.get("x-ratelimit-reset"), String(start / 1000 + 60));
  now += 60_000;
  assert.equal((await read()).status, 200);
});

Deno.test("the rate limit counts v1 and v2 apart", async () => {
  await using it = await called({ rateLimit: { enabled: true, limit: 1 } });
  assert.equal((await it.call("GET", "/api/v1/labels")).status, 200);
  assert.equal((await it.call("GET", "/api/v1/labels")).status, 429);
  assert.equal((await it.call("GET", "/api/v2/labels")).status, 200);
});

Deno.test("rateLimitFrom() reads the settings of the server and is off without them", () => {
  assert.deepEqual(rateLimitFrom({}), { enabled: false });
  const env = {
    VIKUNJA_RATELIMIT_ENABLED: "true",
    VIKUNJA_RATELIMIT_LIMIT: "5",
    VIKUNJA_RATELIMIT_PERIOD: "60",
    VIKUNJA_RATELIMIT_NOAUTHLIMIT: "6",
  };
  const expected = { enabled: true, limit: 5, periodSeconds: 60, noAuthLimit: 6 };
  assert.deepEqual(rateLimitFrom(env), expected);
});
