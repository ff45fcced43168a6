const none = { taskwarrior: 0, vikunja: 0 };

/** What a run counts that found and changed nothing. */
export const nothingDone = {
  created: none,
  updated: none,
  deleted: none,
  conflicts: 0,
  pending: 0,
  failed: 0,
};
