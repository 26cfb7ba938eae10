#ifndef ROLLBOOK_MAP_RECORD_KIND_H
#define ROLLBOOK_MAP_RECORD_KIND_H

/*
 * The kinds of records that centers send (DESIGN section 3) and how a table's headings tell its
 * kind.
 */

#include "pipeline/map/dictionary.h"

typedef enum RecordKind {
    KIND_NONE,
    KIND_REGISTER,
    KIND_ATTENDANCE,
    KIND_CENTER_MONTH,
    KIND_CENTER_PROFILE,
    KIND_STAFF,
    KIND_INCIDENT,
    KIND_PROGRAMME,
    KIND_PLACEMENT,
    KIND_OUT_OF_SCHOOL,
    KIND_EXAM,
    KIND_VISIT,
    KIND_OUTREACH,
    KIND_MEETING,
    KIND_COUNT,
} RecordKind;

typedef struct KindInfo {
    const char *name;  /* as in submission.kind and codes.tsv */
    const char *table; /* stg_register ... */
    bool monthly;      /* one return a month: its period is a month */
    bool center_free;  /* may concern no center: meetings, outreach, out-of-school lists */
    bool names_child;  /* a row without a name or number of a child is not used */
} KindInfo;

const KindInfo *kind_info(RecordKind kind);
RecordKind kind_find(Str name); /* KIND_NONE where there is none */

/*
 * What a field means in a kind: "Date" of a visit is the visit's date, "Status" of an incident is
 * the incident's. The field itself where nothing else is known.
 */
Field kind_field(RecordKind kind, Field field);

/* What a table shows that is not a heading's field. */
typedef struct TableHints {
    int month_columns; /* columns headed by a month */
    int day_columns;   /* columns headed 1, 2, 3 ... 31 */
    RecordKind named;  /* the kind that the sheet's name or title names */
    bool form;         /* label and value side by side, one record */
} TableHints;

/*
 * The kind whose fields the columns show best; KIND_NONE where none is convincing. also: set to
 * KIND_ATTENDANCE or KIND_REGISTER where the same rows hold both, else KIND_NONE.
 */
RecordKind kind_recognize(const FieldList *columns, size_t count, const TableHints *hints,
                          RecordKind *also);

#endif
