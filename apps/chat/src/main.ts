#!/usr/bin/env node
import process from "node:process";
import { runProcess } from "./run-process.js";

await runProcess(process);
