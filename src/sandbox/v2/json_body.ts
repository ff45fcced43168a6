import { SchemaRefusal } from "../errors.ts";
import type { Call } from "../http/call.ts";

/** @throws {SchemaRefusal} the body is no JSON. */
export function jsonOf({ bodyText }: Pick<Call, "bodyText">): unknown {
  try {
    return JSON.parse(bodyText);
  } catch (error) {
    const message = /end of JSON|Unterminated|Expected property name/.test(String(error))
      ? "unexpected end of JSON input"
      : String(error);
    throw new SchemaRefusal([{ message, location: "body", value: bodyText }], 400);
  }
}
