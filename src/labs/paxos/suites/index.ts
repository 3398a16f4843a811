import { suitesOf } from "../../suite.ts";
import { scenarios } from "../scenarios.ts";
import { found } from "./found.ts";
import { kills } from "./kills.ts";
import { scores } from "./scores.ts";

export const suites = suitesOf(scenarios, found, kills, scores);
