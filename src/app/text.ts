import type { Json } from "@/domain/json.ts";

export function textIn(value: Json | undefined): string | null {
  return typeof value === "string" ? value : null;
}

export function textOf(id: number | null): string | null {
  return id === null ? null : String(id);
}
