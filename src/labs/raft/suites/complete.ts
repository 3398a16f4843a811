import { type FoundSuite, NOT_SEARCHED } from "../../suite.ts";

export const complete: FoundSuite = NOT_SEARCHED;
