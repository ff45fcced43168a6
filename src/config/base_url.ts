/** Why a text is no address of a Vikunja server, or the base address, without slash and `/api…` at its end. */
type BaseUrl =
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "wrong"; readonly what: string };

export function parseBaseUrl(text: string): BaseUrl {
  const trimmed = text.trim();
  const address = URL.canParse(trimmed) ? new URL(trimmed) : null;
  if (address === null || !["http:", "https:"].includes(address.protocol)) {
    return { kind: "wrong", what: "is not an http(s) address" };
  }
  if (address.username !== "" || address.password !== "") {
    return { kind: "wrong", what: "has a user name or password in it" };
  }
  const path = address.pathname.replace(/\/+$/, "").replace(/\/api(\/v\d+)?$/, "");
  return { kind: "url", url: address.origin + path };
}
