#include "pipeline/map/layout.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"

#include <stdlib.h>

static int compare(const void *left, const void *right)
{
    const Submission *a = *(const Submission *const *)left;
    const Submission *b = *(const Submission *const *)right;
    int order = str_cmp(a->center, b->center);
    if (order == 0)
        order = (int)a->kind - (int)b->kind;
    if (order == 0)
        order = str_cmp(a->period, b->period);
    if (order == 0)
        order = a->id < b->id ? -1 : a->id > b->id;
    return order;
}

static bool has_field(Str layout, Str field)
{
    for (Str rest = layout, one; str_split(&rest, ' ', &one);)
        if (str_eq(one, field))
            return true;
    return false;
}

/* "+village -phone": what came and what went. */
static void append_change(StrBuf *buf, Str before, Str now)
{
    for (int gone = 0; gone < 2; gone++) {
        Str from = gone ? before : now, to = gone ? now : before;
        for (Str rest = from, one; str_split(&rest, ' ', &one);) {
            if (has_field(to, one))
                continue;
            strbuf_appendf(buf, "%s%c%.*s", buf->len ? " " : "", gone ? '-' : '+', STR_ARG(one));
        }
    }
}

void layout_report(const MapStage *stage, Error *err)
{
    size_t all = submission_count(stage->submissions), count = 0;
    const Submission **order = x_new_array(const Submission *, all + 1);
    for (size_t i = 0; i < all; i++) {
        const Submission *s = submission_at(stage->submissions, i);
        if (strcmp(s->status, "current") == 0 && s->center.len && s->instance.len == 0)
            order[count++] = s;
    }
    qsort(order, count, sizeof *order, compare);
    StrBuf change = STRBUF_INIT;
    for (size_t i = 1; i < count && error_ok(err); i++) {
        const Submission *before = order[i - 1], *now = order[i];
        if (before->kind != now->kind || !str_eq(before->center, now->center) ||
            before->source_file_id == now->source_file_id)
            continue;
        strbuf_clear(&change);
        append_change(&change, before->layout, now->layout);
        if (change.len == 0)
            continue;
        Issue issue = {.stage = "map",
                       .rule = "layout.changed",
                       .severity = SEVERITY_INFO,
                       .source_file_id = now->source_file_id,
                       .submission_id = now->id,
                       .center_code = arena_cstr(stage->tools.arena, now->center),
                       .value = strbuf_str(&change),
                       .other = before->period};
        issue_log_add(stage->issues, &issue, err);
    }
    strbuf_free(&change);
    x_free(order);
}
