import assert from "node:assert/strict";
import { inspect } from "node:util";
import { Token, tokenFrom } from "@/config/token.ts";

const secret = "tk_0123456789abcdef";

Deno.test("Token shows itself nowhere when it is printed, inspected, joined or written as JSON", () => {
  const token = new Token(secret);
  const shown = [
    String(token),
    `${token}`,
    JSON.stringify({ token }),
    inspect(token),
    inspect({ deep: { token } }, { depth: 9, showHidden: true }),
    Deno.inspect([token], { showHidden: true } as Deno.InspectOptions),
    JSON.stringify(Object.entries(token)),
    structuredCloneText(token),
  ].join("\n");
  assert.ok(!shown.includes(secret), shown);
  assert.match(shown, /\[token\]/);
  assert.equal(token.reveal(), secret);
});

function structuredCloneText(value: unknown): string {
  return JSON.stringify(structuredClone(value));
}

Deno.test("tokenFrom() trims, and refuses what no header can carry", () => {
  assert.equal(tokenFrom(` ${secret}\r\n`)?.reveal(), secret);
  for (const text of ["", " \n", "two words", "line\nline", "tökén", "a\x00b"]) {
    assert.equal(tokenFrom(text), null, JSON.stringify(text));
  }
});
