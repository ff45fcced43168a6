import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { tokensOf } from "@/cli/tokens.ts";

const options = {
  project: { takesValue: true, short: "p" },
  full: { takesValue: false, short: "f" },
  quiet: { takesValue: false },
};

/** What Node makes of the same words. */
function nodeTokens(args: readonly string[]) {
  const { tokens } = parseArgs({
    args: [...args],
    options: {
      project: { type: "string", short: "p" },
      full: { type: "boolean", short: "f" },
      quiet: { type: "boolean" },
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return tokens.map((token) =>
    token.kind === "option"
      ? [token.kind, token.name, token.rawName, token.value, token.inlineValue === true]
      : token.kind === "positional"
      ? [token.kind, token.value]
      : [token.kind]
  );
}

const words =
  "-- - --project --project=a=b --full --full=1 --quiet --none --none=x -p -pwork -p=work -f -fp -fpwork -ffx -x -xf --=x word -é"
    .split(" ").concat("");

Deno.test("tokensOf() reads a command line as node:util does", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(words.length - 1).map((at) => words[at] ?? ""), { maxLength: 6 }),
      (args) => {
        const own = tokensOf(args, options).map((token) =>
          token.kind === "option"
            ? [token.kind, token.name, token.rawName, token.value, token.isInline]
            : token.kind === "positional"
            ? [token.kind, token.value]
            : [token.kind]
        );
        assert.deepEqual(own, nodeTokens(args));
      },
    ),
    { numRuns: 1_000 },
  );
});
