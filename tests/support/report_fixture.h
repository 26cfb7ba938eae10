#ifndef ROLLBOOK_TESTS_SUPPORT_REPORT_FIXTURE_H
#define ROLLBOOK_TESTS_SUPPORT_REPORT_FIXTURE_H

/* A small warehouse in a folder of its own, for tests of queries and templates. */

#include "reports/template/template.h"

typedef struct ReportFixture {
    Arena *arena;
    Audience audience;
    const char *folder;    /* temporary */
    const char *warehouse; /* folder/warehouse.db */
    Assets assets;         /* overlay: folder/templates */
    Config *config;
    ReportContext context;
} ReportFixture;

/* Runs the SQL on the empty warehouse; reach_tsv is templates/reports/reach.tsv. */
ReportFixture *fixture_open(const char *sql, const char *reach_tsv, Audience audience);
void fixture_close(ReportFixture *fixture);

/* Writes a file below the folder. */
void fixture_write(ReportFixture *fixture, const char *path, const char *text);

/*
 * Expands a template (front matter is added) and gives the dump of its blocks, or the failure as
 * "STATUS-NUMBER file:row: message".
 */
const char *fixture_expand(ReportFixture *fixture, const char *body, const char *language);

#endif
