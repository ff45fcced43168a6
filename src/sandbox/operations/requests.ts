import type { Fields } from "../decode/fields.ts";
import type { Call } from "../http/call.ts";

export function idOf(call: Call, name: string): number {
  return call.dialect.idOf(call, name);
}

export function bodyOf<T>(call: Call, fields: Fields): T {
  return call.dialect.bodyOf<T>(call, fields);
}

/** Whether the body beats the path, as v1 has it. */
export function bodyWins({ dialect }: Call): boolean {
  return dialect.version === 1;
}
