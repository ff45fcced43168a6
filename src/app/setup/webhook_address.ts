import { SyncError } from "@/domain/errors.ts";

interface Receiver {
  /** What the daemon says it listens on; `null`: on no address, or no daemon runs. */
  readonly listen: string | null;
  readonly isRunning: boolean;
}

/**
 * Where the server is to send to: what was given, else where the daemon listens.
 * @throws {SyncError} `CONFIG`: neither can be used.
 */
export function webhookAddress(given: string | null, { listen, isRunning }: Receiver): string {
  if (given !== null) return checked(given);
  if (listen === null) {
    throw new SyncError(
      "CONFIG",
      isRunning
        ? "Cannot set up webhooks: the daemon takes none"
        : "Cannot set up webhooks: no daemon runs that could say where it listens",
      {
        hint: "Start `vikunja-sync serve --listen 127.0.0.1:8765` (or set `listen` in the " +
          "configuration file), or name the address with --url. A server that cannot reach this " +
          "machine needs none: it is asked for changes every 30 s.",
      },
    );
  }
  const { hostname } = new URL(listen);
  if (["0.0.0.0", "[::]"].includes(hostname)) {
    throw new SyncError("CONFIG", `Cannot set up webhooks: ${listen} is no address to send to`, {
      hint: "Name the one under which Vikunja reaches this machine: --url http://HOST:PORT/webhook",
    });
  }
  return checked(`${listen}/webhook`);
}

function checked(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new SyncError("USAGE", `Cannot set up webhooks: ${text} is not an http(s) address`, {
      hint: "It looks like http://127.0.0.1:8765/webhook",
    });
  }
  if (url.pathname === "/") url.pathname = "/webhook";
  return url.href;
}

/** Addresses that Vikunja calls only where it is told that it may: private, loopback, link-local ones. */
export function isNonRoutable(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (host === "localhost" || host.endsWith(".localhost")) return true;
  if (host.includes(":")) return host === "::1" || /^(fc|fd|fe[89ab])/.test(host);
  return /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./
    .test(host);
}

export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return /^127\./.test(hostname) || ["localhost", "[::1]"].includes(hostname);
}

/** The server's setting that lets it call such an address, in words. */
export const nonRoutableSetting =
  "outgoingrequests.allownonroutableips: true (VIKUNJA_OUTGOINGREQUESTS_ALLOWNONROUTABLEIPS=true)";
