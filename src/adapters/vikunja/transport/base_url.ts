import { SyncError } from "@/domain/errors.ts";

/** The base address without a trailing slash, query, `/api` or `/api/v1`. Throws `CONFIG` where it is none. */
export function normaliseUrl(text: string): URL {
  const trimmed = text.trim();
  const address = URL.canParse(trimmed) ? new URL(trimmed) : null;
  if (address === null || !["http:", "https:"].includes(address.protocol)) {
    throw new SyncError("CONFIG", "The address of Vikunja is not an http(s) address", {
      hint: "It looks like https://vikunja.example.org",
    });
  }
  address.pathname = address.pathname.replace(/\/+$/, "").replace(/\/api(\/v\d+)?$/, "");
  address.search = "";
  address.hash = "";
  address.username = "";
  address.password = "";
  return address;
}
