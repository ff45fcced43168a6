import assert from "node:assert/strict";
import { commandNotifier, desktopNotifier } from "@/adapters/notify/program.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Telling } from "@/ports/notifier.ts";
import { writeExecutable } from "@tests/support/executable.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const telling: Telling = {
  notices: [1, 2].map((number) => ({
    id: `due/${number}`,
    kind: "due",
    task: "1",
    title: "-x",
    at: null,
    text: "<b> & c",
  })),
  title: "--help",
  body: "<b> & c",
  isUrgent: false,
};
const { signal } = new AbortController();

Deno.test("commandNotifier() gives a program a JSON object a line, and text to the shell", async () => {
  using folder = tempFolder();
  const out = folder.file("out");
  await commandNotifier(["sh", "-c", 'cat > "$0"; echo "$VIKUNJA_SYNC_TITLE" >> "$0"', out])
    .tell(telling, signal);
  const lines = (await Deno.readTextFile(out)).trim().split("\n");
  assert.deepEqual(lines.slice(0, 2).map((line) => JSON.parse(line)), telling.notices);
  assert.equal(lines[2], "--help");
  await commandNotifier(`wc -l > '${out}'`).tell(telling, signal);
  assert.equal((await Deno.readTextFile(out)).trim(), "2");
});

Deno.test("commandNotifier() says NOTIFY_FAILED where the program fails or there is none", async () => {
  for (const command of ["echo broken >&2; exit 3", ["/no such program"]]) {
    await assert.rejects(commandNotifier(command).tell(telling, signal), (error) => {
      assert.ok(error instanceof SyncError && error.code === "NOTIFY_FAILED" && error.retryable);
      assert.match(error.message, /ended with 3 \(broken\)|cannot be run/);
      return true;
    });
  }
});

Deno.test("desktopNotifier() hands over title and text as they are, safe from markup and options", async () => {
  using folder = tempFolder();
  const program = folder.file("notify-send");
  const script = `#!/bin/sh\nprintf '%s\\n' "$DBUS_SESSION_BUS_ADDRESS" "$@" > '${
    folder.file("out")
  }'\n`;
  writeExecutable(program, script);
  await desktopNotifier({ PATH: `${folder.path}:/usr/bin:/bin` }).tell(telling, signal);
  const [bus, ...words] = (await Deno.readTextFile(folder.file("out"))).trim().split("\n");
  assert.notEqual(bus, "");
  assert.deepEqual(words, [
    "--app-name=vikunja-sync",
    "--urgency=normal",
    "--",
    "--help",
    "&lt;b&gt; &amp; c",
  ]);
});
