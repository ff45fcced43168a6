/** As the server's own settings; seconds for the period. */
export interface RateLimitSettings {
  readonly enabled: boolean;
  /** Requests a period of an account, or of an address without an account. */
  readonly limit: number;
  readonly periodSeconds: number;
  /** Logins and registrations a minute of one address; always in force. */
  readonly noAuthLimit: number;
}

interface Verdict {
  readonly refused: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts in windows that start with the first request. */
export function createRateLimit(
  settings: RateLimitSettings,
  now: () => number,
): (key: string, kind: "account" | "login") => Verdict {
  const windows = new Map<string, { readonly endsMs: number; count: number }>();
  return (key, kind): Verdict => {
    if (kind === "account" && !settings.enabled) return { refused: false, headers: {} };
    const limit = kind === "login" ? settings.noAuthLimit : settings.limit;
    const periodMs = (kind === "login" ? 60 : settings.periodSeconds) * 1000;
    let window = windows.get(key);
    if (window === undefined || window.endsMs <= now()) {
      window = { endsMs: now() + periodMs, count: 0 };
      windows.set(key, window);
    }
    window.count += 1;
    return {
      refused: window.count > limit,
      headers: {
        "x-ratelimit-limit": String(limit),
        "x-ratelimit-remaining": String(Math.max(0, limit - window.count)),
        "x-ratelimit-reset": String(Math.ceil(window.endsMs / 1000)),
      },
    };
  };
}
