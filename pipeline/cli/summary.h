#ifndef ROLLBOOK_CLI_SUMMARY_H
#define ROLLBOOK_CLI_SUMMARY_H

#include "pipeline/cli/nightly.h"

typedef struct SummaryOptions {
    bool json, dry;
    const char *language; /* "en", "th" or "my"; of the lines, not of JSON */
} SummaryOptions;

/*
 * The lines a run ends with: what came in, what was found, where the reports are. Returns 1 where
 * something needs a person (errors, files held, pairs to review), else 0.
 */
int summary_print(const Office *office, const NightlyResult *result, const SummaryOptions *options,
                  Error *err);

#endif
