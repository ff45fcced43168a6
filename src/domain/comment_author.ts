import type { Policy } from "@/domain/policy.ts";
import type { PairState } from "@/domain/state.ts";

/** Others could say something else in Taskwarrior than here, or pose as one: they are not told. */
const plainName = /^[\p{L}\p{N}._@+-]+$/u;

/** Who wrote that comment of Vikunja, where annotations are to tell it; `null`: they are not, it is one's own, or nobody knows. */
export function authorShown(state: PairState, commentId: string, policy: Policy): string | null {
  const { tellsAuthors = null } = policy;
  if (tellsAuthors === null) return null;
  const authors = state.vikunja.extra["comment_authors"] as
    | Readonly<Record<string, string>>
    | undefined;
  const author = authors?.[commentId] ?? "";
  return author === tellsAuthors.butOf || !plainName.test(author) ? null : author;
}

export function withAuthor(text: string, author: string | null): string {
  return author === null ? text : `${author}: ${text}`;
}

/** What of an annotation is the comment. */
export function withoutAuthor(text: string, author: string | null): string {
  return author !== null && text.startsWith(`${author}:`)
    ? text.slice(author.length + 1).replace(/^ /, "")
    : text;
}
