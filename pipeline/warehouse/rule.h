#ifndef ROLLBOOK_WAREHOUSE_RULE_H
#define ROLLBOOK_WAREHOUSE_RULE_H

/*
 * Cross-record rules: templates/rules/ holds one .sql file each, a SELECT that returns what is
 * wrong under a comment heading. Each row that it returns becomes an issue.
 *
 *     -- id: leaving.before_entry
 *     -- stage: validate          (or load: rules that need to know who is who)
 *     -- severity: error          (empties the blamed cell; the child stays), warning or info
 *     -- field: leaving_date      (the heading of the blamed cell; a column `field` of the SELECT
 * overrides it)
 *
 * Columns, by name, all but one optional: raw_row_id, submission_id, source_file_id, center_code,
 * field, value (what was found), expected, other (a second thing that the message names). The
 * message is the text of the id in templates/strings/issues.tsv.
 */

#include "pipeline/warehouse/batch.h"

typedef struct RuleHeading {
    const char *id;
    const char *stage;
    const char *severity;
    const char *field; /* NULL: the rule blames no cell */
} RuleHeading;

/* Reads the heading of a rule's text. STATUS_CONFIG where a line is missing or wrong. */
RuleHeading rule_heading(Arena *arena, Str text, const char *path, Error *err);

/*
 * What rules find gathers in temp.found; rules_begin makes it, empty. rule_number: the order of
 * issues, from RULE_NUMBER_FIRST_FILE on the files'; place: the order within one raw row, or NULL;
 * the others as above.
 */
enum { RULE_NUMBER_FIRST_FILE = 1000 };
void rules_begin(Db *db, Error *err);

/*
 * Runs all rules of one stage. They see what its temporary tables offer; the caller makes those.
 */
void rules_find(Batch *batch, const char *stage, Error *err);

/* Adds to temp.found of one connection what another one found. */
void rules_take(Db *from, Db *to, Error *err);

/*
 * Makes what was found into issues, in order of rule and row, and returns their number. Needs
 * temp.mapped_column. The caller removed the stage's old issues before.
 */
int64_t rules_note(Db *db, const char *stage, Error *err);

/*
 * The columns of all mapped sheets as the temporary table mapped_column (raw_sheet_id, field,
 * column_number): where a blamed cell is. A register without birth dates blames the age, one
 * without a whole name its first name column.
 */
void rules_map_columns(Db *db, Error *err);

/* The same, unless a stage of this night has made them already. */
void rules_need_columns(Db *db, Error *err);

#endif
