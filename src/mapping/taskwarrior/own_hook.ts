/** Name of the on-exit hook of ours. */
export const ownHookName = "on-exit.vikunja-sync";
