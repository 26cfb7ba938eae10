#ifndef ROLLBOOK_REPORTS_TEMPLATE_SCOPE_H
#define ROLLBOOK_REPORTS_TEMPLATE_SCOPE_H

/*
 * What names mean at a place of a template: the row of the section that one stands in, the named
 * queries around it, then what every report knows (period, as_of, office ...). Queries run when
 * they are first asked, once per scope.
 */

#include "reports/model/builder.h"
#include "reports/query/attribute.h"
#include "reports/query/query.h"
#include "reports/query/words.h"
#include "reports/template/template.h"

typedef struct Scope Scope;

/* A directive with a query: values, table or chart. */
typedef struct NamedQuery {
    Str name; /* may be empty */
    Attributes attributes;
    Str sql;
    int64_t line; /* of the fence */
    const Scope *scope;
    bool running, done;
    ResultSet result;
    Protection protection;
} NamedQuery;

struct Scope {
    const Scope *parent;
    const NamedQuery *rows; /* the section's query: its current row's columns are names */
    size_t row;
    NamedQuery *queries;
    size_t count, cap;
};

typedef struct Expansion {
    Arena *arena;
    const Template *template;
    const ReportContext *context;
    Words *words;
    Captions captions;
    const char *file; /* for messages: the template, or a narrative */
    bool narrative;   /* text of the staff: no directives but csv, headings one level down */
    bool beside;      /* within a heading or caption of the officer: unchecked words with English */
    int headings;
    ExemptionList *exemptions;
} Expansion;

/* The named query seen from a scope; NULL where there is none. */
NamedQuery *scope_query(const Scope *scope, Str name);

/* Its rows, run now if need be. `extra`: attributes that name more dimensions. */
const ResultSet *scope_result(Expansion *expansion, NamedQuery *query, Error *err);

/* A value without a dot in its name. format: how it is shown unless the text says otherwise. */
bool scope_value(const Expansion *expansion, const Scope *scope, Str name, Value *value,
                 ValueFormat *format, Str *reference);

/*
 * "reach.children|count": the value and how it is shown. STATUS_REFUSED where a name is unknown or
 * the query has not one row.
 */
typedef struct Shown {
    Value value;
    Str text;
    Str reference;
    bool is_word; /* {{word.KEY}}: fixed text, no figure */
} Shown;
Shown scope_expression(Expansion *expansion, const Scope *scope, Str expression, int64_t line,
                       Error *err);

/* Text with every {{expression}} replaced. */
Str scope_fill(Expansion *expansion, const Scope *scope, Str text, int64_t line, Error *err);

/* Whether a section's name is true or has rows; *query is set where rows are walked through. */
bool scope_condition(Expansion *expansion, const Scope *scope, Str name, int64_t line,
                     NamedQuery **query, Error *err);

#endif
