import type { HtmlEscapedString } from "hono/utils/html";

/** Text in which everything from outside is escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;
