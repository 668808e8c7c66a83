export { ndnd } from "./dialect/ndnd.js";
export { ndnts } from "./dialect/ndnts.js";
export { python, pythonShared } from "./dialect/python.js";
export { python02, python02Shared } from "./dialect/python02.js";
export { v2, v2Shared } from "./dialect/v2.js";
export { v3Shared } from "./dialect/v3-shared.js";
