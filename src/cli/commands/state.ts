import type { Json } from "@/domain/json.ts";
import { usageError } from "@/cli/arguments.ts";
import { defineCommand } from "@/cli/command.ts";
import { lockingOf, lockingOptions } from "@/cli/commands/locking.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { escapeJson } from "@/words/escape.ts";
import type { JsonChange, LockedFiles } from "@/ports/locked_files.ts";

export const stateCommand = defineCommand({
  summary: "Read and change a JSON file that others change at the same time",
  usage: "get FILE [POINTER] | set FILE [POINTER] JSON | update FILE --merge JSON | --patch FILE",
  maxPositionals: 4,
  actions: ["get", "set", "update"],
  options: {
    merge: { type: "text", value: "JSON", summary: "Of update: what to merge in (RFC 7396)" },
    patch: {
      type: "text",
      value: "FILE",
      summary: "Of update: file with operations (RFC 6902), all of them or none",
    },
    ...lockingOptions,
  },
  details: [
    "POINTER is as in RFC 6901: /users/0/name. JSON and the file of --patch can be - for stdin.",
    "set and update make a file that is not there. One that is damaged is kept beside it as",
    "FILE.damaged-…, and {} is changed instead; get ends with 1 then.",
    "Exit code 3 when a patch does not fit, 4 when there is no such value, 75 when it is locked.",
  ],
  async run({ options, positionals }, { output, signal, lockedFiles }) {
    const [action, file, ...words] = positionals;
    if (action !== "get" && action !== "set" && action !== "update") {
      const why = action === undefined ? "get, set or update?" : `"${action}" is none of them`;
      throw usageError(why, "state");
    }
    if (file === undefined) throw usageError(`${action} needs a FILE`, "state");
    const given: Given = { action, words, merge: options.merge, patch: options.patch };
    checkWords(given);
    const locking = { ...lockingOf(options, "state"), warn: output.warn };
    const files = await lockedFiles(output.warn);
    const value = action === "get"
      ? await files.get(file, words[0] ?? "", locking, signal)
      : await files.change(file, await changeOf(given, files), locking, signal);
    if (action === "get" || output.isJson) {
      output.result(value, () => JSON.stringify(value, null, 2).split("\n").map(escapeJson));
    }
    return ExitCode.ok;
  },
});

interface Given {
  readonly action: "get" | "set" | "update";
  readonly words: readonly string[];
  readonly merge: string | null;
  readonly patch: string | null;
}

function checkWords({ action, words, merge, patch }: Given): void {
  const most = { get: 1, set: 2, update: 0 }[action];
  const extra = words[most];
  if (extra !== undefined) throw usageError(`there is no place for "${extra}"`, "state");
  if (action === "set" && words.length === 0) throw usageError("set needs a value", "state");
  const changes = [merge, patch].filter((change) => change !== null).length;
  if (action === "update" && changes !== 1) {
    throw usageError("update needs either --merge or --patch", "state");
  }
  if (action !== "update" && changes > 0) {
    throw usageError("--merge and --patch go with update", "state");
  }
}

async function changeOf({ words, merge, patch }: Given, files: LockedFiles): Promise<JsonChange> {
  if (patch !== null) {
    return { type: "patch", patch: parse(await files.readText(patch), "the patch") };
  }
  if (merge !== null) return { type: "merge", merge: await parseOrRead(merge, "--merge", files) };
  const [pointer, json] = words.length > 1 ? words : ["", words[0]];
  const value = await parseOrRead(json ?? "", "the value", files);
  return { type: "set", pointer: pointer ?? "", value };
}

async function parseOrRead(json: string, what: string, files: LockedFiles): Promise<Json> {
  return parse(json === "-" ? await files.readText("-") : json, what);
}

function parse(json: string, what: string): Json {
  try {
    return JSON.parse(json);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw usageError(`${what} is not JSON (${reason})`, "state");
  }
}
