import { authorShown, withAuthor, withoutAuthor } from "@/domain/comment_author.ts";
import type { CommentLink } from "@/domain/events.ts";
import { jsonEqual } from "@/domain/json.ts";
import { isEmptyCommentPatch, type Merge } from "@/domain/merge/merge.ts";
import { newer } from "@/domain/merge/newer.ts";
import type { Policy } from "@/domain/policy.ts";
import { isFromNowhere, type NewComment } from "@/domain/push.ts";
import type { PairState } from "@/domain/state.ts";
import { type Comment, otherSide, type Side, sides, type Task } from "@/domain/task.ts";

type Both = Readonly<Record<Side, Task>>;

interface Change {
  readonly add: NewComment[];
  readonly edit: { id: string; text: string }[];
  readonly remove: string[];
}

/** Merge of annotations and comments: one is known by its entry or id, never by text and time. */
export function mergeComments(merge: Merge, state: PairState, both: Both, policy: Policy): void {
  const work = start(state, both, policy);
  for (const link of state.comments) mergeLinked(work, link);
  pairUnsure(work);
  pairEqualTexts(work);
  for (const to of sides) {
    for (const comment of work.unlinked[otherSide(to)].values()) addTo(work, to, comment);
  }
  finish(merge, state, work);
}

interface Work {
  readonly state: PairState;
  readonly both: Both;
  readonly policy: Policy;
  readonly texts: Readonly<Record<Side, ReadonlyMap<string, string>>>;
  readonly agreed: Readonly<Record<Side, Map<string, string>>>;
  readonly unlinked: Readonly<Record<Side, Map<string, Comment>>>;
  readonly links: CommentLink[];
  /** Texts that count as agreed on after this merge. */
  readonly base: Readonly<Record<Side, Map<string, string>>>;
  readonly patch: Readonly<Record<Side, Change>>;
  /** The texts that are edited or removed, by id. */
  readonly expected: Readonly<Record<Side, Record<string, string>>>;
  readonly source: Readonly<Record<Side, Change>>;
  readonly conflicts: Merge["conflicts"];
}

function start(state: PairState, both: Both, policy: Policy): Work {
  const pair = <T>(make: (side: Side) => T) => ({
    taskwarrior: make("taskwarrior"),
    vikunja: make("vikunja"),
  });
  const byId = (comments: readonly Comment[]) => new Map(comments.map((c) => [c.id, c.text]));
  const linked = pair((side) => new Set(state.comments.map((link) => idOn(link, side))));
  const change = (): Change => ({ add: [], edit: [], remove: [] });
  return {
    state,
    both,
    policy,
    texts: pair((side) => byId(both[side].comments)),
    agreed: pair((side) => byId(state[side].base.comments ?? [])),
    unlinked: pair((side) =>
      new Map(
        both[side].comments.filter((c) => !linked[side].has(c.id)).map((c) => [c.id, c]),
      )
    ),
    links: [],
    base: pair(() => new Map()),
    patch: pair(change),
    expected: pair(() => ({})),
    source: pair(change),
    conflicts: [],
  };
}

function idOn(link: CommentLink, side: Side): string {
  return side === "taskwarrior" ? link.entry : link.commentId;
}

function mergeLinked(work: Work, link: CommentLink): void {
  const here = sides.filter((side) => work.texts[side].has(idOn(link, side)));
  if (here.length === 0) return;
  work.links.push(link);
  const [only] = here;
  if (here.length === 1 && only !== undefined) return mergeOneSided(work, link, only);
  mergeTexts(work, link);
}

/** Removed on one side: removed on the other, unless its text was edited there. */
function mergeOneSided(work: Work, link: CommentLink, present: Side): void {
  const id = idOn(link, present);
  const text = work.texts[present].get(id) ?? "";
  const agreed = work.agreed[present].get(id);
  const gone = otherSide(present);
  if (agreed !== undefined && agreed !== text) {
    work.links.pop();
    addTo(work, gone, { id, text });
    return;
  }
  keepBase(work, link);
  work.patch[present].remove.push(id);
  work.expected[present][id] = text;
  work.source[present].remove.push(idOn(link, gone));
}

function mergeTexts(work: Work, link: CommentLink): void {
  const edited = sides.filter((side) => {
    const id = idOn(link, side);
    return work.texts[side].get(id) !== work.agreed[side].get(id);
  });
  const [only] = edited;
  if (only === undefined) return keepBase(work, link);
  const winner = edited.length === 1 ? only : newer(work.state, "comments", work.policy).winner;
  const loser = otherSide(winner);
  const text = work.texts[winner].get(idOn(link, winner)) ?? "";
  const lost = work.texts[loser].get(idOn(link, loser)) ?? "";
  if (sameText(work, winner, text, lost, link.commentId)) return keepTexts(work, link);
  keepBase(work, link);
  work.patch[loser].edit.push({
    id: idOn(link, loser),
    text: said(work, text, loser, link.commentId),
  });
  work.expected[loser][idOn(link, loser)] = lost;
  work.source[loser].edit.push({ id: idOn(link, winner), text });
  if (edited.length === 2) {
    work.conflicts.push({ field: "comments", winner, kept: text, lost, because: "comment" });
  }
}

/**
 * What an unconfirmed push copied before the text was changed, or the original removed, where it came from: linked
 * with the text as it was then, so that the change goes over.
 */
function pairUnsure(work: Work): void {
  for (const to of sides) {
    const from = otherSide(to);
    for (const unsure of work.state[to].unsureComments) {
      if (isFromNowhere(unsure)) continue;
      const isChanged = work.texts[from].get(unsure.from) !== unsure.said;
      const copy = [...work.unlinked[to].values()].find(({ text }) => text === unsure.text);
      if (!isChanged || copy === undefined || isLinked(work, from, unsure.from)) continue;
      work.unlinked[to].delete(copy.id);
      work.unlinked[from].delete(unsure.from);
      work.agreed[to].set(copy.id, unsure.text);
      work.agreed[from].set(unsure.from, unsure.said);
      const link = to === "vikunja"
        ? { entry: unsure.from, commentId: copy.id }
        : { entry: copy.id, commentId: unsure.from };
      mergeLinked(work, link);
    }
  }
}

function isLinked({ state }: Work, side: Side, id: string): boolean {
  return state.comments.some((link) => idOn(link, side) === id);
}

/** What an earlier, unconfirmed push or another tool already copied is not copied again. */
function pairEqualTexts(work: Work): void {
  for (const comment of [...work.unlinked.taskwarrior.values()]) {
    const twin = [...work.unlinked.vikunja.values()].find((other) =>
      sameText(work, "taskwarrior", comment.text, other.text, other.id)
    );
    if (twin === undefined) continue;
    work.unlinked.taskwarrior.delete(comment.id);
    work.unlinked.vikunja.delete(twin.id);
    const link = { entry: comment.id, commentId: twin.id };
    work.links.push(link);
    keepTexts(work, link);
  }
}

function addTo(work: Work, to: Side, comment: Comment): void {
  const text = said(work, comment.text, to, to === "taskwarrior" ? comment.id : null);
  const writtenAt = to === "vikunja" ? comment.id : null;
  work.patch[to].add.push({ from: comment.id, text, writtenAt });
  work.source[to].add.push({ from: comment.id, text: comment.text, writtenAt });
}

/** `commentId`: in Vikunja; `null`: it is none there yet. */
function said({ state, policy }: Work, text: string, to: Side, commentId: string | null): string {
  const { expressComment } = policy.representation;
  const author = commentId === null ? null : authorShown(state, commentId, policy);
  return to === "vikunja"
    ? expressComment(withoutAuthor(text, author), to)
    : withAuthor(expressComment(text, to), author);
}

function sameText(work: Work, side: Side, text: string, other: string, commentId: string): boolean {
  return said(work, text, otherSide(side), commentId) === other ||
    said(work, other, side, commentId) === text;
}

function keepTexts(work: Work, link: CommentLink): void {
  for (const side of sides) {
    const text = work.texts[side].get(idOn(link, side));
    if (text !== undefined) work.base[side].set(idOn(link, side), text);
  }
}

function keepBase(work: Work, link: CommentLink): void {
  for (const side of sides) {
    const text = work.agreed[side].get(idOn(link, side));
    if (text !== undefined) work.base[side].set(idOn(link, side), text);
  }
}

function finish(merge: Merge, state: PairState, work: Work): void {
  for (const to of sides) {
    if (isEmptyCommentPatch(work.patch[to])) continue;
    merge.patch[to].comments = work.patch[to];
    merge.source[to].comments = work.source[to];
    if (Object.keys(work.expected[to]).length > 0) merge.expected[to].comments = work.expected[to];
  }
  for (const side of sides) {
    const next = [...work.base[side]].map(([id, text]) => ({ id, text })).sort(byId);
    const before = [...state[side].base.comments ?? []].sort(byId);
    if (state[side].base.comments === undefined || !jsonEqual(next, before)) {
      merge.base[side].comments = next;
    }
  }
  if (!jsonEqual(work.links, state.comments)) merge.links = work.links;
  merge.conflicts.push(...work.conflicts);
}

function byId(a: Comment, b: Comment): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
