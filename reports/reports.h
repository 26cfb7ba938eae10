#ifndef ROLLBOOK_REPORTS_REPORTS_H
#define ROLLBOOK_REPORTS_REPORTS_H

/*
 * Writes reports: every shipped template and every report made by C code, for the default periods,
 * in all their languages and formats, laid out by who may receive a file:
 *
 *     officer/ ministry/ partner/ donor/ centers/<code>/   each
 * <period>/<report>-<period>-<language>.<ext> INDEX.md of each file: for whom, and whether it names
 * children
 *
 * All are written to a temporary folder beside them and then moved into place one by one (fsync,
 * rename); a run that is killed in between writes them again from the committed warehouse. Files of
 * earlier periods stay.
 */

#include "pipeline/base/strbuf.h"
#include "pipeline/warehouse/batch.h"

/* What to write. All zero: everything for the default periods. */
typedef struct ReportSelection {
    const char *template; /* a file, or a shipped one by name: "quarterly", "donor/quarterly" */
    const char *period;   /* "2026-Q3" */
    const char *language;
    unsigned formats; /* OutputFormat bits */
    /* Of a template below on_request/, which names children: all three, or STATUS_USAGE. They are
     * logged, so `why` must name no child. */
    const char *center, *recipient, *why;
} ReportSelection;

/*
 * The night's reports. A report that is refused (disclosure, unknown name, empty result) is left
 * out, told to the log, and err is STATUS_REFUSED when all others are in place; any other failure
 * leaves outputs/ as it was.
 */
void reports_write(Batch *batch, const char *period, Error *err);

/* The same for a selection. */
void reports_write_selected(Batch *batch, const ReportSelection *selection, Error *err);

/* The document tree of one template, for its first period and language, as text. Writes nothing. */
void reports_dump(Batch *batch, const ReportSelection *selection, StrBuf *out, Error *err);

#endif
