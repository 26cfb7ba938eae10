/* The shape of an XML submission: see submission.h. */

#include "pipeline/read/submission.h"

#include "pipeline/base/mem.h"
#include "pipeline/read/markup.h"

/* Attributes that become columns: of ODK's record element, and of the root of our own submissions.
 */
static const struct {
    const char *name, *heading;
} ODK_ATTRIBUTES[] = {{"id", "form_id"},
                      {"version", "form_version"},
                      {"instanceID", "instanceID"},
                      {"submissionDate", "submission_time"}},
  OWN_ATTRIBUTES[] = {
      {"center", "center_code"}, {"period", "report_month"}, {"date", "report_date"}};
enum {
    ODK_COUNT = sizeof ODK_ATTRIBUTES / sizeof *ODK_ATTRIBUTES,
    OWN_COUNT = sizeof OWN_ATTRIBUTES / sizeof *OWN_ATTRIBUTES,
};

typedef struct ShapePass {
    Shape *shape;
    int at;          /* open element; SHAPE_NONE outside the root */
    int depth, lost; /* lost: depth at which the nodes ran out */
    Error *err;
} ShapePass;

int shape_child(Shape *shape, int parent, Str name)
{
    if (parent == SHAPE_NONE)
        return shape->count > 0 && str_eq(shape->nodes[0].name, name) ? 0 : SHAPE_NONE;
    ShapeNode *node = &shape->nodes[parent];
    int start = node->hint != SHAPE_NONE ? node->hint : node->first_child;
    for (int child = start; child != SHAPE_NONE; child = shape->nodes[child].next)
        if (str_eq(shape->nodes[child].name, name))
            return node->hint = child;
    for (int child = node->first_child; child != start; child = shape->nodes[child].next)
        if (str_eq(shape->nodes[child].name, name))
            return node->hint = child;
    return SHAPE_NONE;
}

/* Names of elements that forms repeat, so that a list of one is still a list. */
static bool names_a_record(Str name)
{
    static const char *const WORDS[] = {"child",    "children", "student", "students", "learner",
                                        "learners", "pupil",    "pupils",  "teacher",  "staff",
                                        "incident", "member",   "members", "visit"};
    if (str_find(name, STR("repeat"), 0) < name.len || str_ends_with(name, STR("_list")))
        return true;
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (str_eq_ignore_case(name, str_from(WORDS[i])))
            return true;
    return false;
}

static int add_node(Shape *shape, int parent, Str name)
{
    int index = (int)shape->count;
    x_grow(shape->nodes, shape->cap, shape->count + 1);
    shape->nodes[shape->count++] = (ShapeNode){.name = arena_str(shape->arena, name),
                                               .parent = parent,
                                               .first_child = SHAPE_NONE,
                                               .last_child = SHAPE_NONE,
                                               .next = SHAPE_NONE,
                                               .hint = SHAPE_NONE,
                                               .sheet = SHAPE_NONE,
                                               .owner = SHAPE_NONE};
    if (parent == SHAPE_NONE)
        return index;
    ShapeNode *above = &shape->nodes[parent];
    above->has_children = true;
    if (above->last_child == SHAPE_NONE)
        above->first_child = index;
    else
        shape->nodes[above->last_child].next = index;
    above->last_child = index;
    return above->hint = index;
}

static void shape_open(void *context, Str name, const char *uri, const XmlAttribute *attributes,
                       int count)
{
    ShapePass *pass = context;
    Shape *shape = pass->shape;
    (void)uri;
    pass->depth++;
    int node = shape_child(shape, pass->at, name);
    if (node == SHAPE_NONE) {
        if (shape->count == SHAPE_NODES_MAX) {
            error_set(pass->err, STATUS_LIMIT, "the form has more than %d different fields",
                      SHAPE_NODES_MAX);
            return;
        }
        node = add_node(shape, pass->at, name);
    }
    ShapeNode *self = &shape->nodes[node];
    if (++self->seen > 1)
        self->repeats = true;
    for (int child = self->first_child; child != SHAPE_NONE; child = shape->nodes[child].next)
        shape->nodes[child].seen = 0;
    for (int i = 0; i < count; i++)
        for (size_t k = 0; k < ODK_COUNT; k++)
            if (str_is(attributes[i].name, ODK_ATTRIBUTES[k].name))
                self->attributes |= 1u << k;
    if (markup_attribute(attributes, count, "instanceID").len > 0)
        self->is_submission = true;
    if (str_eq(name, STR("instanceID")) && self->parent != SHAPE_NONE) {
        int owner = self->parent;
        if (str_eq(shape->nodes[owner].name, STR("meta")) &&
            shape->nodes[owner].parent != SHAPE_NONE)
            owner = shape->nodes[owner].parent;
        shape->nodes[owner].is_submission = true;
    }
    pass->at = node;
}

static void shape_close(void *context, Str name)
{
    ShapePass *pass = context;
    (void)name;
    pass->depth--;
    if (pass->at != SHAPE_NONE)
        pass->at = pass->shape->nodes[pass->at].parent;
}

static void shape_text(void *context, Str text)
{
    ShapePass *pass = context;
    if (pass->at != SHAPE_NONE && !pass->shape->nodes[pass->at].has_text && str_trim(text).len > 0)
        pass->shape->nodes[pass->at].has_text = true;
}

/* --- sheets
 * ---------------------------------------------------------------------------------------- */

static void add_column(Shape *shape, ShapeSheet *sheet, Str heading, int node,
                       const char *attribute)
{
    x_grow(sheet->columns, sheet->cap, sheet->count + 1);
    sheet->columns[sheet->count++] =
        (ShapeColumn){.heading = heading, .node = node, .attribute = attribute};
    if (node != SHAPE_NONE)
        shape->nodes[node].col = (int)sheet->count;
}

/* A field's heading: its path below the record, group/field; metadata by their own name. */
static Str heading_of(const Shape *shape, int node, int owner)
{
    Str path = shape->nodes[node].name;
    for (int at = shape->nodes[node].parent; at != owner && at != SHAPE_NONE;
         at = shape->nodes[at].parent)
        if (!str_eq(shape->nodes[at].name, STR("meta")))
            path = arena_printf(shape->arena, "%.*s/%.*s", STR_ARG(shape->nodes[at].name),
                                STR_ARG(path));
    return path;
}

static void add_sheet(Shape *shape, int node)
{
    Str name = shape->nodes[node].name;
    for (size_t i = 0; i < shape->sheet_count; i++)
        if (str_eq(shape->sheets[i].name, name)) /* the same name elsewhere: say where */
            name = heading_of(shape, node, SHAPE_NONE);
    x_grow(shape->sheets, shape->sheet_cap, shape->sheet_count + 1);
    ShapeSheet *sheet = &shape->sheets[shape->sheet_count];
    *sheet = (ShapeSheet){.node = node, .name = name};
    shape->nodes[node].sheet = (int)shape->sheet_count++;
    for (size_t i = 0; shape->rollbook && i < OWN_COUNT; i++)
        add_column(shape, sheet, str_from(OWN_ATTRIBUTES[i].heading), SHAPE_NONE,
                   OWN_ATTRIBUTES[i].name);
    for (size_t i = 0; !shape->rollbook && i < ODK_COUNT; i++)
        if (shape->nodes[node].attributes & 1u << i)
            add_column(shape, sheet, str_from(ODK_ATTRIBUTES[i].heading), SHAPE_NONE,
                       ODK_ATTRIBUTES[i].name);
}

static bool is_record(const Shape *shape, int node, bool in_submission)
{
    const ShapeNode *self = &shape->nodes[node];
    if (shape->rollbook)
        return self->parent == 0;
    if (self->is_submission || (self->parent == SHAPE_NONE && in_submission))
        return true;
    return in_submission && self->has_children && (self->repeats || names_a_record(self->name));
}

/* Gives every node its record, in the document's order: a record's sheet comes before those inside.
 */
static void assign(Shape *shape, int node, int owner, bool in_submission)
{
    bool record = is_record(shape, node, in_submission);
    if (record) {
        add_sheet(shape, node);
        owner = node;
    }
    ShapeNode *self = &shape->nodes[node];
    self->owner = owner;
    if (!record && !self->has_children && owner != SHAPE_NONE)
        add_column(shape, &shape->sheets[shape->nodes[owner].sheet], heading_of(shape, node, owner),
                   node, NULL);
    in_submission = in_submission || self->is_submission;
    for (int child = self->first_child; child != SHAPE_NONE; child = shape->nodes[child].next)
        assign(shape, child, owner, in_submission);
}

void shape_read(Shape *shape, Str bytes, Error *err)
{
    static const XmlHandler HANDLER = {
        .open = shape_open, .close = shape_close, .text = shape_text};
    if (!error_ok(err))
        return;
    ShapePass pass = {.shape = shape, .at = SHAPE_NONE, .err = err};
    XmlPush *push = xml_push_create(&HANDLER, &pass, &XML_LIMITS, err);
    if (xml_push_feed(push, bytes))
        xml_push_finish(push);
    xml_push_free(push);
    if (!error_ok(err) || shape->count == 0)
        return;
    bool bundle = false; /* the submissions are inside the root */
    for (size_t i = 1; i < shape->count; i++)
        bundle = bundle || shape->nodes[i].is_submission;
    for (size_t i = 0; i < shape->count; i++)
        shape->nodes[i].hint = SHAPE_NONE;
    assign(shape, 0, SHAPE_NONE, !bundle || shape->nodes[0].is_submission);
    if (shape->sheet_count == 0)
        error_set(err, STATUS_FORMAT, "the submission holds no record");
}

void shape_free(Shape *shape)
{
    for (size_t i = 0; i < shape->sheet_count; i++)
        x_free(shape->sheets[i].columns);
    x_free(shape->sheets);
    x_free(shape->nodes);
}
