export { Bridge, type BridgedPublication, type BridgeEventMap, type BridgeOptions } from "./bridge/bridge.js";
