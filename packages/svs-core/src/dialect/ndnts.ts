import type { Dialect } from "./dialect.js";
import { v3 } from "./v3.js";

/**
 * Version 3 for groups with NDNts members on the same forwarder: registers `/<group>` as NDNts does,
 * which hides no Sync Interest from it, where {@link v3} registers `/<group>/v=3` as section 2 asks.
 * On the wire they are the same, and so is the dialect's name.
 */
export const ndnts: Dialect = { ...v3, syncPrefix: (group) => group };
