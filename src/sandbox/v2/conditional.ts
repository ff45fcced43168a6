import type { Permission } from "../store/rows.ts";
import type { Answer, Call } from "../http/call.ts";

/** A read with an ETag of `updated` (whole seconds) and the permission; 304 when it is known. */
export function conditional(
  call: Call,
  { updatedMs, permission }: { readonly updatedMs: number; readonly permission: Permission },
  body: object,
): Answer {
  const etag = `"${Math.floor(updatedMs / 1000)}000000000-${permission}"`;
  const { "if-none-match": known, "if-match": wanted } = call.headers;
  if (known === etag || known === "*") return { status: 304 };
  if (wanted !== undefined && wanted !== "*" && wanted !== etag) return { status: 304 };
  return { status: 200, body: { ...body, max_permission: permission }, headers: { etag } };
}
