import type { JsonObject } from "@/domain/json.ts";

/** What a script of the user's says of a task that is to be stored. */
export type HookAnswer =
  | { readonly kind: "takes"; readonly object: JsonObject }
  | { readonly kind: "refuses"; readonly words: string };

/** The user's own `on-add` and `on-modify`. */
export interface Hook {
  readonly name: string;
  /** `before`: `null` where it is new. */
  run(before: JsonObject | null, after: JsonObject): HookAnswer;
}

/** Keeps a tag on every task that is open. */
export function keepsTag(tag: string): Hook {
  return {
    name: `keeps +${tag}`,
    run(_, after) {
      const tags = after["tags"];
      const known = Array.isArray(tags) ? tags.map(String) : [];
      return after["status"] !== "pending" || known.includes(tag)
        ? { kind: "takes", object: after }
        : { kind: "takes", object: { ...after, tags: [...known, tag] } };
    },
  };
}

/** Gives an attribute always the same value. */
export function sets(attribute: string, value: string): Hook {
  return {
    name: `sets ${attribute} to ${value}`,
    run: (_, after) => ({ kind: "takes", object: { ...after, [attribute]: value } }),
  };
}

/** Refuses each task whose description has this in it. */
export function refuses(text: string, words: string): Hook {
  return {
    name: `refuses «${text}»`,
    run: (_, after) =>
      String(after["description"] ?? "").includes(text)
        ? { kind: "refuses", words }
        : { kind: "takes", object: after },
  };
}
