import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import { asSyncError } from "@/domain/errors.ts";
import { jsonAnswer, type Route, type RouteAnswer } from "@/adapters/http/routes.ts";
import { unavailable } from "@/adapters/http/server.ts";

export interface WebhookRouteDeps {
  /** What signs deliveries. */
  readonly secret: () => Promise<string>;
  /** `user:password` that senders must also show; `null`: none. */
  readonly basicAuth: () => string | null;
  /** Resolves when it is on disk; `null`: not a delivery. */
  readonly deliver: (body: unknown) => Promise<{ readonly event: string } | null>;
  readonly count: (outcome: "accepted" | "refused" | "unavailable") => void;
}

/** Vikunja sends a task with all its comments and its project; the largest recorded one is 12 kB. */
const maxBytes = 4 * 1024 * 1024;

/** Takes Vikunja's deliveries: 2xx only when they are on disk, 503 where they cannot be. */
export function webhookRoute(deps: WebhookRouteDeps): Route {
  async function handle(
    headers: Readonly<Record<string, string | undefined>>,
    body: Uint8Array,
  ): Promise<RouteAnswer> {
    if (!isKnown(headers["authorization"], deps.basicAuth())) {
      return refused(401, "The user name or password is not the one of the webhook", {
        "www-authenticate": 'Basic realm="vikunja-sync"',
      });
    }
    if (!isSigned(headers["x-vikunja-signature"], body, await deps.secret())) {
      return refused(403, "The signature is not one of the webhook's secret");
    }
    const parsed = parse(body);
    if (parsed === undefined) return refused(400, "The body is not JSON");
    try {
      const delivery = await deps.deliver(parsed);
      if (delivery === null) return refused(400, "The body is not a delivery of Vikunja");
      deps.count("accepted");
      return jsonAnswer({ accepted: delivery.event });
    } catch (thrown) {
      deps.count("unavailable");
      return unavailable(asSyncError(thrown).message);
    }
  }

  function refused(status: number, message: string, headers = {}): RouteAnswer {
    deps.count("refused");
    const body = JSON.stringify({ error: { code: "REFUSED", message, hint: null } }) + "\n";
    return { kind: "text", status, type: "application/json", body, headers };
  }

  return {
    method: "POST",
    path: "/webhook",
    isPublic: true,
    maxBytes,
    handle: ({ headers, body }) => handle(headers, body),
  };
}

function isSigned(signature: string | undefined, body: Uint8Array, secret: string): boolean {
  const expected = createHmac("sha256", secret).update(body).digest();
  const given = Buffer.from(signature ?? "", "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function isKnown(given: string | undefined, wanted: string | null): boolean {
  if (wanted === null) return true;
  const expected = createHmac("sha256", "basic").update(wanted).digest();
  const [scheme, encoded = ""] = (given ?? "").split(" ");
  if (scheme?.toLowerCase() !== "basic") return false;
  const shown = createHmac("sha256", "basic").update(Buffer.from(encoded, "base64")).digest();
  return timingSafeEqual(shown, expected);
}

/** `undefined`: not JSON. */
function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
