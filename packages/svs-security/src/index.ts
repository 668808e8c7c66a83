export { GroupKey, type GroupKeyOptions, type GroupSecurity } from "./group-key.js";
