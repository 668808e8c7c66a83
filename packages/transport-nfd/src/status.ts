export {
  type GeneralStatus,
  type RibRoute,
  readGeneralStatus,
  readRib,
  readStrategyChoices,
  type StrategyChoice,
} from "./management/forwarder-datasets.js";
export type { DatasetOptions } from "./management/status-dataset.js";
