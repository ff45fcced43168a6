import type { Refusal } from "../errors.ts";
import type { Answer } from "../http/call.ts";

/** A refusal as v1 words it: `{code, message, …}`, or a bare message. */
export function refusedV1(refusal: Refusal): Answer {
  const { status, code, message, extra } = refusal;
  return { status, body: { ...(code === null ? {} : { code }), message, ...extra } };
}
