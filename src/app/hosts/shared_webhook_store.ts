import { SyncError } from "@/domain/errors.ts";
import type { Sealing } from "@/ports/sealing.ts";
import type { SharedSecrets } from "@/ports/shared_secrets.ts";
import type { WebhookStore } from "@/ports/webhooks.ts";

interface SharedPorts {
  /** Of this host alone. */
  readonly own: WebhookStore;
  /** Opened each time, and closed after. */
  readonly shared: () => Promise<Shared>;
}

interface Shared {
  readonly secrets: SharedSecrets;
  readonly sealing: Sealing;
}

const name = "webhook";

/**
 * Webhooks whose secret all hosts of a list know: the list's database has it, sealed. Who set webhooks up before it was
 * there brings theirs in.
 */
export function createSharedWebhookStore({ own, shared }: SharedPorts): WebhookStore {
  /** @throws {SyncError} `STATE_UNAVAILABLE` (retryable): this host cannot open it. */
  async function found({ secrets, sealing }: Shared): Promise<string | null> {
    const sealed = await secrets.read(name);
    if (sealed === null) return null;
    const secret = await sealing.open(sealed);
    return secret ?? await broughtIn({ secrets, sealing }, sealed) ?? throwUnknown();
  }

  /** `null`: no webhooks were set up from here. */
  async function broughtIn(opened: Shared, before: string | null): Promise<string | null> {
    const secret = await own.record() === null ? null : await own.knownSecret();
    return secret === null ? null : await put(opened, before, secret);
  }

  async function put({ secrets, sealing }: Shared, before: string | null, secret: string) {
    const there = await secrets.replace(name, before, await sealing.seal(secret));
    return await sealing.open(there) ?? throwUnknown();
  }

  async function inShared<T>(act: (opened: Shared) => Promise<T>): Promise<T> {
    const opened = await shared();
    await using _secrets = opened.secrets;
    return await act(opened);
  }

  return {
    ...own,
    secret: () =>
      inShared(async (opened) =>
        await found(opened) ?? await put(opened, null, await own.secret())
      ),
    knownSecret: () =>
      inShared(async (opened) =>
        await found(opened) ?? await broughtIn(opened, null) ?? await own.knownSecret()
      ),
    forget: () =>
      inShared(async ({ secrets }) => {
        await secrets.forget(name);
        await own.forget();
      }),
  };
}

function throwUnknown(): never {
  throw new SyncError(
    "STATE_UNAVAILABLE",
    "Cannot tell whether a delivery is Vikunja's: another host keeps the secret of the webhooks under another API token",
    {
      retryable: true,
      hint: "Use one API token on all hosts of a list, or set the webhooks up anew with this one.",
    },
  );
}
