/** Variables that nothing that is started inherits. */
export const secretNames: readonly string[] = [
  "VIKUNJA_TOKEN",
  "VIKUNJA_SYNC_STORE",
  "VIKUNJA_SYNC_STORE_PASSWORD",
  "VIKUNJA_SYNC_SECRET",
];
