/** How the command line of the package is called: stands in place of report/command_word.ts there. */
export const ASSAY = "npx assay";
