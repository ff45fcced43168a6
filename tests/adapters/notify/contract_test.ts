import { ntfyNotifier, webhookNotifier } from "@/adapters/notify/http.ts";
import { commandNotifier, desktopNotifier } from "@/adapters/notify/program.ts";
import type { Notifier } from "@/ports/notifier.ts";
import { writeExecutable } from "@tests/support/executable.ts";
import { notifierContract, type NotifierSubject } from "@tests/support/notifier_contract.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const usual = { authorities: () => Promise.resolve(null) };

/** A server that keeps what is posted to it. */
function receiver(notifierAt: (url: string) => Notifier) {
  return (takes: boolean): Promise<NotifierSubject> => {
    let received = "";
    const server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      async (request) => {
        received += await request.text();
        return new Response("", { status: takes ? 200 : 507 });
      },
    );
    return Promise.resolve({
      notifier: notifierAt(`http://127.0.0.1:${server.addr.port}`),
      received: () => received,
      [Symbol.asyncDispose]: () => server.shutdown(),
    });
  };
}

/** A program that keeps what it is given, as words and on its stdin. */
function program(notifierOf: (script: string, folder: string) => Notifier) {
  return (takes: boolean): Promise<NotifierSubject> => {
    const folder = tempFolder();
    const out = folder.file("out");
    const script = `#!/bin/sh\n{ printf '%s\\n' "$VIKUNJA_SYNC_TITLE" "$@"; cat; } >>'${out}'\n` +
      `exit ${takes ? 0 : 3}\n`;
    writeExecutable(folder.file("notify-send"), script);
    return Promise.resolve({
      notifier: notifierOf(folder.file("notify-send"), folder.path),
      received: () => Deno.readTextFileSync(out),
      [Symbol.asyncDispose]() {
        folder[Symbol.dispose]();
        return Promise.resolve();
      },
    });
  };
}

const token = () => Promise.resolve(null);

notifierContract(
  "ntfyNotifier()",
  receiver((url) => ntfyNotifier(`${url}/topic`, { ...usual, token })),
);
notifierContract("webhookNotifier()", receiver((url) => webhookNotifier(url, usual)));
notifierContract("commandNotifier()", program((script) => commandNotifier([script])));
notifierContract(
  "desktopNotifier()",
  program((_, folder) => desktopNotifier({ PATH: `${folder}:/usr/bin:/bin` })),
);
