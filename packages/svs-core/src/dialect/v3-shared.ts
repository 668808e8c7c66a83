import type { Name } from "@ndn/packet";
import type { Dialect } from "./dialect.js";
import { publicationNames } from "./naming.js";
import { v3 } from "./v3.js";

const dataPrefix = (group: Name, node: Name): Name => group.append(...node.comps);

/**
 * Version 3 with publications named under the group, so that every member can serve them:
 * `/<group>/<node>/t=<bootstrap>/seq=<n>`, as NDNd names them. All members of a group have to speak it.
 */
export const v3Shared: Dialect = {
  ...v3,
  name: "v3-shared",
  dataPrefix,
  sharedDataPrefix: (group) => group,
  dataName: publicationNames(dataPrefix),
};
