#ifndef ROLLBOOK_READ_SUBMISSION_H
#define ROLLBOOK_READ_SUBMISSION_H

/*
 * For the files submission*.c. An XML submission becomes tables: one sheet for the form and one for
 * each repeated element. Its shape (which elements are records, which are groups, which are fields)
 * is found in a first pass, because only the second child of a kind shows that the first was one of
 * many.
 */

#include "pipeline/base/strbuf.h"
#include "pipeline/base/xml.h"
#include "pipeline/read/cells.h"

enum { SHAPE_NODES_MAX = 4096, SHAPE_NONE = -1, TAG_DEPTH_MAX = 64 };

/* One path of elements: /data/child/name. */
typedef struct ShapeNode {
    Str name;                                  /* local name */
    int parent, first_child, last_child, next; /* indexes; SHAPE_NONE */
    int hint; /* the child met last: the next one is likely its neighbour */
    bool has_children, has_text;
    bool repeats;        /* several of it under one parent, or known to be a record */
    bool is_submission;  /* holds an instanceID: one of a bundle, or the only one */
    int seen;            /* of the current parent, while the shape is being found */
    unsigned attributes; /* bit i: it had the i-th attribute that is worth a column */
    int sheet;           /* records: their sheet; SHAPE_NONE for others */
    int owner;           /* the record that its value belongs to: a node */
    int col;             /* fields: column in the owner's sheet; 0: none */
} ShapeNode;

typedef struct ShapeColumn {
    Str heading;
    int node;              /* SHAPE_NONE: an attribute */
    const char *attribute; /* of the record's element, or of the root */
} ShapeColumn;

typedef struct ShapeSheet {
    int node;
    Str name;
    ShapeColumn *columns;
    size_t count, cap;
} ShapeSheet;

typedef struct Shape {
    Arena *arena;
    bool rollbook; /* rollbook's own submission: the root's children are the records */
    ShapeNode *nodes;
    size_t count, cap;
    ShapeSheet *sheets;
    size_t sheet_count, sheet_cap;
} Shape;

/* Reads the document for its shape. Strings live in the arena; release with shape_free. */
void shape_read(Shape *shape, Str bytes, Error *err);
void shape_free(Shape *shape);

/* The child of that name; SHAPE_NONE where there is none. parent SHAPE_NONE: the root. */
int shape_child(Shape *shape, int parent, Str name);

/*
 * Checks a rollbook submission against templates/schema/submission.xsd; the first fault, with its
 * line, is the failure.
 */
void submission_validate(Arena *arena, Str bytes, Error *err);

#endif
