#ifndef ROLLBOOK_REPORTS_TEMPLATE_EXPAND_H
#define ROLLBOOK_REPORTS_TEMPLATE_EXPAND_H

/* What the walk over cmark's tree and the directives need of each other. */

#include "reports/template/scope.h"

#include <cmark.h>

/* Adds the blocks of Markdown text whose first line is `line` of the current file. */
void expand_text(Expansion *expansion, Scope *scope, Str text, int64_t line, BlockList *out,
                 Error *err);

/* Names the queries of the text's directives in the scope, which must not be shared yet. */
void register_queries(Expansion *expansion, Scope *scope, Str text, int64_t line, Error *err);

/* Whether a fenced block's info string is a directive; "text" and "" are code. */
bool is_directive(Str info);

/* Adds what a directive stands for. `body` is the fenced text, `line` the fence's. */
void expand_directive(Expansion *expansion, const Scope *scope, Str info, Str body, int64_t line,
                      BlockList *out, Error *err);

/* A table of comma-separated text (RFC 4180), its first record the headings. */
Table csv_table(Arena *arena, Str text, Error *err);

#endif
