import { suitesOf } from "../../suite.ts";
import { scenarios } from "../scenarios.ts";
import { complete } from "./complete.ts";
import { kills } from "./kills.ts";

export const suites = suitesOf(scenarios, complete, kills);
