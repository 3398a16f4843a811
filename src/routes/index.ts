import { bisect } from "./bisect.ts";
import { getBug, listBugs } from "./bugs.ts";
import { getDigests } from "./digests.ts";
import { verifyDigests } from "./digests_verify.ts";
import type { Endpoint } from "./endpoint.ts";
import { getEpisodes } from "./episodes.ts";
import { getEvents } from "./events.ts";
import { verifyEvents } from "./events_verify.ts";
import { getAnnotated, getExpected } from "./expected.ts";
import { postExpected } from "./expected_by_body.ts";
import { explainProgram } from "./explain.ts";
import { healthz } from "./health.ts";
import { home } from "./home.ts";
import { getLab, getScenario, listLabs, listScenarios } from "./labs.ts";
import { llms } from "./llms.ts";
import { mcp } from "./mcp.ts";
import { openApi } from "./openapi.ts";
import { listProblems } from "./problems.ts";
import { scoreSuite } from "./score.ts";
import { getSuite, listSuites } from "./suites.ts";
import { getDiagram, getTrace, getTraceSchema } from "./trace.ts";
import { verify } from "./verify.ts";

/** Every endpoint of the API. */
export const ENDPOINTS: readonly Endpoint[] = [
  home,
  listLabs,
  getLab,
  listScenarios,
  getScenario,
  listSuites,
  getSuite,
  scoreSuite,
  explainProgram,
  listBugs,
  getBug,
  getExpected,
  postExpected,
  getAnnotated,
  getDigests,
  verifyDigests,
  bisect,
  getTrace,
  getTraceSchema,
  getDiagram,
  getEpisodes,
  getEvents,
  verifyEvents,
  verify,
  listProblems,
  healthz,
  openApi,
  llms,
  mcp,
];
