import assert from "node:assert/strict";
import { namedIn } from "@/cli/named_configuration.ts";

Deno.test("namedIn() finds what names a configuration, the last of several, among any words", () => {
  assert.deepEqual(namedIn(["status", "--nonsense", "--profile", "work"]), { profile: "work" });
  assert.deepEqual(namedIn(["--profile=a", "--profile", "b", "--config=/x"]), {
    profile: "b",
    config: "/x",
  });
  assert.deepEqual(namedIn(["--json", "--profile"]), {});
  assert.deepEqual(namedIn(["run", "1", "--", "make", "--profile", "work"]), {});
});
