import type { Comment } from "../store/rows.ts";
import type { World } from "../world.ts";
import { freshInstant, readInstant } from "../time.ts";
import { showUser, showUserWithEmail } from "./user.ts";

/** `alone`: read by itself, which tells the author's address. */
export function showComment(world: World, comment: Comment, { fresh = false, alone = false } = {}) {
  const instant = fresh ? freshInstant : readInstant;
  const author = world.store.users.get(comment.authorId);
  return {
    id: comment.id,
    comment: comment.comment,
    author: author === undefined ? null : alone ? showUserWithEmail(author) : showUser(author),
    reactions: null,
    created: instant(comment.createdMs),
    updated: instant(comment.updatedMs),
  };
}
