/** How the command line is called: from its checkout. The package has another module in place of this one. */
export const ASSAY = "bin/assay";
