import assert from "node:assert/strict";
import { startSyncServer } from "@tests/support/sync_server.ts";

interface Step {
  /** `$1` is the first version that was added, and so on. */
  readonly request: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly answer: { readonly status: number; readonly headers: object; readonly body: string };
}

const file = new URL("../fixtures/contract/sync_server.json", import.meta.url);
/** Recorded anew from a real server: its address in VIKUNJA_SYNC_RECORD, and no client there yet. */
const record = Deno.env.get("VIKUNJA_SYNC_RECORD") ?? null;
const told = ["content-type", "x-version-id", "x-parent-version-id", "x-snapshot-request"];

Deno.test("a sync server of tests answers as the recorded one did", async () => {
  const { steps }: { steps: readonly Step[] } = JSON.parse(await Deno.readTextFile(file));
  await using server = record === null ? startSyncServer() : null;
  const added: string[] = [];
  const answers: Step[] = [];
  for (const step of steps) {
    const [method = "", path = ""] = filled(step.request, added).split(" ");
    const response = await fetch(`${server?.url ?? record}${path}`, {
      method,
      headers: step.headers,
      ...(step.body === undefined ? {} : { body: new TextEncoder().encode(step.body) }),
    });
    const { status } = response;
    const isAdded = method === "POST" && path.includes("add-version") && status === 200;
    if (isAdded) added.push(response.headers.get("x-version-id") ?? "");
    const headers = Object.fromEntries(
      told.flatMap((name) => {
        const value = response.headers.get(name);
        return value === null ? [] : [[name, named(value, added)]];
      }),
    );
    answers.push({ ...step, answer: { status, headers, body: await response.text() } });
  }
  if (record !== null) {
    const lines = answers.map((answer) => JSON.stringify(answer));
    return await Deno.writeTextFile(file, `{"steps":[\n${lines.join(",\n")}\n]}\n`);
  }
  assert.deepEqual(answers, steps);
});

function filled(text: string, added: readonly string[]): string {
  return text.replace(/\$(\d+)/g, (_, at) => added[Number(at) - 1] ?? "");
}

function named(value: string, added: readonly string[]): string {
  const at = added.indexOf(value);
  return at < 0 ? value : `$${at + 1}`;
}
