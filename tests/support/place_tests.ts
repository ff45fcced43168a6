import { firstOfTwoIsGone } from "@tests/support/several_hosts.ts";
import { sharedByMany } from "@tests/support/shared_connections.ts";
import { toldByHosts } from "@tests/support/told_notices.ts";
import { simulatedBeside } from "@tests/support/simulated_beside.ts";

/** What takes nothing but a database, by what it shows. */
export const placeTests = {
  "query() goes to the next host of a place where nobody listens": firstOfTwoIsGone,
  "the simulated database answers as this one does": simulatedBeside,
  "openToldNotices() gives each notice to one host, until that has told it or died over it":
    toldByHosts,
  "sharedConnections() serve many lists, owned and stood by, and tell each what is its":
    sharedByMany,
};
