import type { Config } from "@/config/config.ts";
import { SyncError } from "@/domain/errors.ts";
import type { WebhookStore } from "@/ports/webhooks.ts";

/** Of a list that hosts share, another may set webhooks up anew. */
const keptMs = 30_000;
/** Where it is not to be had: strangers are not to make the database busy. */
const againMs = 1_000;

/** What signs deliveries; asked for again after a while where it is elsewhere, and each time where it is here: the store knows whether it is still the same. */
export function secretToVerify(
  webhooks: (config: Config) => Pick<WebhookStore, "knownSecret" | "secret">,
  elapsed: () => number,
): (config: Config) => Promise<string> {
  /** `null`: nobody has told yet. */
  let known: string | null = null;
  let asked: { readonly secret: Promise<string>; readonly at: number } | null = null;
  let here: { readonly config: Config; readonly store: Pick<WebhookStore, "secret"> } | null = null;

  async function ask(config: Config): Promise<string> {
    const secret = await webhooks(config).knownSecret();
    if (secret !== null) return secret;
    throw new SyncError(
      "STATE_UNAVAILABLE",
      "Cannot tell whether a delivery is Vikunja's: no host of the list has set webhooks up yet",
      { retryable: true },
    );
  }

  return async (config) => {
    if (config.store === null) {
      if (here?.config !== config) here = { config, store: webhooks(config) };
      return await here.store.secret();
    }
    const restMs = known === null ? againMs : keptMs;
    if (asked === null || elapsed() - asked.at >= restMs) {
      asked = { secret: ask(config), at: elapsed() };
    }
    try {
      return known = await asked.secret;
    } catch (thrown) {
      // The one before is most likely still right; where it is not, nothing is taken that was not signed with it.
      if (known === null) throw thrown;
      return known;
    }
  };
}
