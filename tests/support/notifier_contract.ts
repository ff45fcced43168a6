import assert from "node:assert/strict";
import type { SyncError } from "@/domain/errors.ts";
import type { Notifier } from "@/ports/notifier.ts";
import { telling } from "@tests/support/telling.ts";

export interface NotifierSubject extends AsyncDisposable {
  readonly notifier: Notifier;
  /** Everything that whoever is told has got, as text. */
  received(): string;
}

/** What every way to tell somebody promises; `make` gives one who takes what he is told, or does not. */
export function notifierContract(
  name: string,
  make: (takes: boolean) => Promise<NotifierSubject>,
): void {
  const test = (what: string, takes: boolean, body: (subject: NotifierSubject) => Promise<void>) =>
    Deno.test(`${name}: ${what}`, async () => {
      await using subject = await make(takes);
      await body(subject);
    });

  test("tell() returns when they have it", true, async ({ notifier, received }) => {
    await notifier.tell(telling, new AbortController().signal);
    for (const text of ["Überfällig", "Öl was due"]) {
      assert.ok(received().includes(text), `${text}: ${received()}`);
    }
  });

  test(
    "tell() says NOTIFY_FAILED, retryable, where they may not have it",
    false,
    async ({ notifier }) => {
      const telledThem = notifier.tell(telling, new AbortController().signal);
      await assert.rejects(telledThem, ({ code, retryable, hint }: SyncError) => {
        assert.deepEqual([code, retryable], ["NOTIFY_FAILED", true]);
        return hint !== null;
      });
    },
  );

  test("tell() throws the reason when it is stopped", true, async ({ notifier }) => {
    const reason = new Error("the user pressed ^C");
    await assert.rejects(
      notifier.tell(telling, AbortSignal.abort(reason)),
      (thrown) => thrown === reason,
    );
  });
}
