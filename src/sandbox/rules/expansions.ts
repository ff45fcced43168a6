/** What an answer about tasks can hold besides. */
export const expansions: readonly string[] = [
  "subtasks",
  "buckets",
  "reactions",
  "comments",
  "comment_count",
  "time_entries_count",
  "is_unread",
];
