/** ISO 8601, UTC, whole seconds: `2026-11-21T05:00:00Z`. */
export type Instant = string;
