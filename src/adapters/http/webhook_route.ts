import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import { asSyncError } from "@/domain/errors.ts";
import type { Deliveries } from "@/ports/doors.ts";
import { refusal, tooLarge, unavailable } from "@/adapters/http/answers.ts";
import { parseJson } from "@/adapters/http/json_body.ts";
import { createReplays } from "@/adapters/http/replays.ts";
import {
  jsonAnswer,
  type Route,
  type RouteAnswer,
  type RouteRequest,
} from "@/adapters/http/routes.ts";

/** Vikunja sends a task with all its comments and its project; the largest recorded one is 12 kB. */
const maxBytes = 4 * 1024 * 1024;
/** What is longer says only that something is different; what is longer than this, the poll finds out. */
const maxDigestedBytes = 64 * 1024 * 1024;

/** Takes Vikunja's deliveries: 2xx only when they are on disk, 503 where they cannot be. */
export function webhookRoute(deps: Deliveries): Route {
  const replays = createReplays(() => performance.now());

  /** What shows without the body that it is none of Vikunja's. */
  function admit(headers: RouteRequest["headers"]): RouteAnswer | null {
    if (!isKnown(headers["authorization"], deps.basicAuth())) {
      return refused(401, "The user name or password is not the one of the webhook", {
        "www-authenticate": 'Basic realm="vikunja-sync"',
      });
    }
    const isOne = /^[0-9a-f]{64}$/i.test(headers["x-vikunja-signature"] ?? "");
    return isOne ? null : refused(403, "The signature is missing or none");
  }

  async function handle({ headers, body, digest, isWhole }: RouteRequest): Promise<RouteAnswer> {
    const signature = Buffer.from(headers["x-vikunja-signature"] ?? "", "hex");
    if (
      digest === null || signature.length !== digest.length || !timingSafeEqual(signature, digest)
    ) {
      return refused(403, "The signature is not one of the webhook's secret");
    }
    try {
      return await take(signature.toString("hex"), isWhole ? body : null);
    } catch (thrown) {
      deps.count("unavailable");
      return unavailable(asSyncError(thrown).message);
    }
  }

  /** `body`: `null` where it was too long to be kept. */
  async function take(signature: string, body: Uint8Array | null): Promise<RouteAnswer> {
    if (body === null) {
      await deps.deliverUnread?.();
      deps.count("accepted");
      return tooLarge(maxBytes);
    }
    const parsed = parseJson(body);
    if ("problem" in parsed) return refused(400, `The body ${parsed.problem}`);
    if (replays.isTooOld(timeOf(parsed.value), deps.serverNowMs?.() ?? null)) {
      return refused(400, "The delivery is older than ten minutes, or the clocks differ by that");
    }
    if (replays.isKnown(signature)) return accepted("known already");
    const delivery = await deps.deliver(parsed.value);
    if (delivery === null) return refused(400, "The body is not a delivery of Vikunja");
    if (timeOf(parsed.value) !== null) replays.note(signature);
    return accepted(delivery.event);
  }

  function accepted(what: string): RouteAnswer {
    deps.count("accepted");
    return jsonAnswer({ accepted: what });
  }

  function refused(status: number, message: string, headers = {}): RouteAnswer {
    deps.count("refused");
    return refusal(status, "REFUSED", message, headers);
  }

  return {
    method: "POST",
    path: "/webhook",
    isPublic: true,
    maxBytes,
    admit,
    digest: {
      maxBytes: maxDigestedBytes,
      begin: async () => createHmac("sha256", await deps.secret()),
    },
    handle,
  };
}

/** When it was made, ISO; `null`: it does not say. */
function timeOf(body: unknown): string | null {
  const time = typeof body === "object" && body !== null && "time" in body ? body.time : null;
  return typeof time === "string" ? time : null;
}

function isKnown(given: string | undefined, wanted: string | null): boolean {
  if (wanted === null) return true;
  const expected = createHmac("sha256", "basic").update(wanted).digest();
  const [scheme, encoded = ""] = (given ?? "").split(" ");
  if (scheme?.toLowerCase() !== "basic") return false;
  const shown = createHmac("sha256", "basic").update(Buffer.from(encoded, "base64")).digest();
  return timingSafeEqual(shown, expected);
}
