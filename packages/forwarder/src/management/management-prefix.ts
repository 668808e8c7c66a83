import { Name } from "@ndn/packet";

/** Names of the management protocol. Only applications on this machine may use them. */
export const managementPrefix = new Name("/localhost/nfd");

/** The same for other machines; refused here. */
export const localhopManagementPrefix = new Name("/localhop/nfd");
