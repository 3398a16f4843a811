import { NOT_SEARCHED } from "../../suite.ts";
export const complete = NOT_SEARCHED;
