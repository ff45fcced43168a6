import * as v from "valibot";
import { SyncError } from "@/domain/errors.ts";
import type { Call, Client } from "@/adapters/vikunja/client/client.ts";
import { freshFacts } from "@/adapters/vikunja/info.ts";
import { isStatus, mayLackRoute } from "@/adapters/vikunja/client/errors.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";

const account = v.object({ id: v.number(), username: v.string() });
const accountFacts = v.object({ url: v.string(), account });

/** Whose token it is. */
export type Account = v.InferOutput<typeof account>;

const factsName = "vikunja.account";

/**
 * The account that the token belongs to, asked once a day, else from the cache.
 * @throws {SyncError} `AUTH`: the token may not be asked whose it is.
 */
export async function readAccount(
  { client, cache, url, now }: {
    readonly client: Client;
    readonly cache: FactsCache;
    readonly url: string;
    readonly now: () => Date;
  },
  signal: AbortSignal,
): Promise<Account> {
  const cached = v.safeParse(accountFacts, freshFacts(cache, factsName, now()));
  if (cached.success && cached.output.url === url) return cached.output.account;
  const found = await ask(client, signal);
  cache.put(factsName, { url, account: found });
  return found;
}

const askUser: Call = {
  method: "GET",
  path: "/v1/user",
  doing: "ask whose token it is",
  permission: "other: user",
};
/** The favourites, which nobody shares: their owner is always the account itself. */
const askFavourites: Call = { ...askUser, path: "/v1/projects/-1" };

async function ask(client: Client, signal: AbortSignal): Promise<Account> {
  try {
    return parse((await client.call(askUser, signal)).body);
  } catch (error) {
    if (!isStatus(error, 401, 403, 404) && !mayLackRoute(error)) throw error;
    try {
      const { body } = await client.call(askFavourites, signal);
      return parse(v.parse(v.object({ owner: v.unknown() }), body).owner);
    } catch {
      throw error;
    }
  }
}

function parse(body: unknown): Account {
  const parsed = v.safeParse(account, body);
  if (parsed.success) return { id: parsed.output.id, username: parsed.output.username };
  throw new SyncError(
    "SERVER_ANSWER",
    "Cannot ask whose token it is: the answer is not an account",
  );
}
