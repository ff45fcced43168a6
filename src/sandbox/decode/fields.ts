/** The shape of a request body; v1 reads it leniently, v2 strictly. */
export type Field =
  | { readonly kind: "string"; readonly least?: number; readonly most?: number }
  | { readonly kind: "integer" }
  | { readonly kind: "number" }
  | { readonly kind: "boolean" }
  | { readonly kind: "date" }
  | { readonly kind: "list"; readonly of: Field; readonly least?: number; readonly most?: number }
  | { readonly kind: "object"; readonly fields: Fields }
  /** Handed on as it came. */
  | { readonly kind: "anything" };

export type Fields = Readonly<Record<string, Field>>;

export const text: Field = { kind: "string" };
export const integer: Field = { kind: "integer" };
export const number: Field = { kind: "number" };
export const flag: Field = { kind: "boolean" };
export const date: Field = { kind: "date" };
export const anything: Field = { kind: "anything" };
export const upTo = (most: number): Field => ({ kind: "string", most });
export const between = (least: number, most?: number): Field =>
  most === undefined ? { kind: "string", least } : { kind: "string", least, most };
export const listOf = (of: Field): Field => ({ kind: "list", of });
export const object = (fields: Fields): Field => ({ kind: "object", fields });
