import { type Refusal, SchemaRefusal } from "../errors.ts";
import type { Answer } from "../http/call.ts";
import { refusedV2 } from "../v2/refusals.ts";
import type { Behaviour } from "../version.ts";

/** A refusal as v1 words it: `{code, message, …}`, or a bare message. */
export function refusedV1(
  refusal: Refusal | SchemaRefusal,
  publicUrl: string,
  as: Behaviour,
): Answer {
  if (refusal instanceof SchemaRefusal) return refusedV2(refusal, publicUrl);
  const { status, code, message, extra } = refusal;
  const isBare = code === null || status === 403 && code < 2 && !as.numbersForbidden ||
    status === 401 && !as.numbersUnauthorized;
  return { status, body: { ...(isBare ? {} : { code }), message, ...extra } };
}
