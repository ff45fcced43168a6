import assert from "node:assert/strict";
import type { Finding } from "@/ports/setup.ts";
import { cli } from "@tests/cli/support.ts";

const fine: Finding = { check: "server", state: "ok", says: "answers", mend: null };
const offer: Finding = { check: "hook", state: "note", says: "not installed", mend: "install it" };
const fault: Finding = { check: "token", state: "wrong", says: "is not known", mend: "make one" };

function finding(...findings: readonly Finding[]) {
  return {
    doctor: {
      async *examine() {
        yield* await Promise.resolve(findings);
      },
    },
  };
}

Deno.test("doctor that finds nothing wrong offers what could be, and mends nothing", async () => {
  const { code, stdout } = await cli(["doctor"], finding(fine, offer));
  assert.equal(code, 0);
  assert.ok(stdout.endsWith("\nif you like:\n  hook: install it\n\nall is well\n"), stdout);
  assert.doesNotMatch(stdout, /to mend/);
});

Deno.test("doctor keeps what is wrong apart from what could be", async () => {
  const { code, stdout } = await cli(["doctor"], finding(offer, fault));
  assert.equal(code, 3);
  const end = [
    "",
    "to mend:",
    "  token: make one",
    "",
    "if you like:",
    "  hook: install it",
    "",
    "1 thing to mend",
    "",
  ].join("\n");
  assert.ok(stdout.endsWith(end), stdout);
});

Deno.test("doctor names commands as they are typed where it runs; for programs they stay the same", async () => {
  const mend = "vikunja-sync install units, or vikunja-sync serve";
  const setting = {
    ...finding({ ...fault, mend, says: "vikunja-sync.service is stopped" }),
    program: "deno task",
  };
  const { stdout } = await cli(["doctor"], setting);
  assert.match(stdout, /^ +token: deno task install units, or deno task serve$/m);
  assert.match(stdout, /vikunja-sync\.service is stopped/);
  const { findings } = JSON.parse((await cli(["doctor", "--json"], setting)).stdout);
  assert.equal(findings[0].mend, mend);
});

Deno.test("doctor says the first cause before all else, and of each finding whether it is broken or possible", async () => {
  const later: Finding = { ...fault, check: "loop", says: "nothing arrives" };
  const { stdout } = await cli(["doctor"], finding(fine, offer, fault, later));
  assert.match(
    stdout,
    /^broken: token: is not known\n\(what else is broken may follow from that\)\n/,
  );
  assert.match(stdout, /^BROKEN +token +is not known$/m);
  assert.match(stdout, /^possible +hook +not installed$/m);
  assert.doesNotMatch((await cli(["doctor"], finding(fine, offer))).stdout, /broken/i);
});
