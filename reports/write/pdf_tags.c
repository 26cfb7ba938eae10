/*
 * The structure tree (ISO 32000-1, 14.7): what is a heading, a row, a header cell, for readers
 * aloud and for reflow. Elements are numbered after libharu's objects and printed straight from
 * these arrays: a dictionary each would be the largest part of a long table's memory.
 */

#include "reports/write/pdf_file.h"

#include "pipeline/base/mem.h"

void pdf_tags_begin(PdfFile *file)
{
    const Display *display = file->display;
    file->elements = x_new_array(PdfElement, display->node_count);
    for (size_t i = 0; i < display->node_count; i++)
        file->elements[i] = (PdfElement){.first_kid = NONE, .last_kid = NONE, .page = NONE};
    file->page_nodes = x_new_array(int32_t *, display->page_count);
    file->page_node_count = x_new_array(size_t, display->page_count);
    file->page_node_cap = x_new_array(size_t, display->page_count);
    file->elements[0].linked = true;
}

void pdf_tags_free(PdfFile *file)
{
    for (size_t i = 0; file->page_nodes && i < file->display->page_count; i++)
        x_free(file->page_nodes[i]);
    x_free(file->page_nodes);
    x_free(file->page_node_count);
    x_free(file->page_node_cap);
    x_free(file->elements);
    x_free(file->kids);
    x_free(file->annotations);
}

static void add_kid(PdfFile *file, int32_t node, PdfKidKind kind, int32_t number, int32_t page)
{
    x_grow(file->kids, file->kid_cap, file->kid_count + 1);
    int32_t kid = (int32_t)file->kid_count++;
    file->kids[kid] = (PdfKid){kind, number, page, NONE};
    PdfElement *element = &file->elements[node];
    if (element->first_kid == NONE)
        element->first_kid = kid;
    else
        file->kids[element->last_kid].next = kid;
    element->last_kid = kid;
}

/*
 * Parents learn of an element when it is first drawn, so that their children stand in reading
 * order. A row learns of all its cells at once: an empty cell draws nothing, and the columns must
 * still fit.
 */
static void link_element(PdfFile *file, int32_t node)
{
    if (file->elements[node].linked)
        return;
    const Node *nodes = file->display->nodes;
    int32_t parent = nodes[node].parent;
    link_element(file, parent);
    if (file->elements[node].linked) /* as a cell of its row */
        return;
    file->elements[node].linked = true;
    add_kid(file, parent, KID_NODE, node, NONE);
    if (nodes[node].type != NODE_ROW)
        return;
    for (size_t cell = (size_t)node + 1;
         cell < file->display->node_count && nodes[cell].parent == node; cell++) {
        file->elements[cell].linked = true;
        add_kid(file, node, KID_NODE, (int32_t)cell, NONE);
    }
}

int32_t pdf_tag_content(PdfFile *file, int32_t node, size_t page)
{
    size_t number = file->page_node_count[page];
    link_element(file, node);
    x_grow(file->page_nodes[page], file->page_node_cap[page], number + 1);
    file->page_nodes[page][number] = node;
    file->page_node_count[page] = number + 1;
    if (file->elements[node].page == NONE)
        file->elements[node].page = (int32_t)page;
    add_kid(file, node, KID_CONTENT, (int32_t)number, (int32_t)page);
    return (int32_t)number;
}

void pdf_tag_annotation(PdfFile *file, int32_t node, size_t page, HPDF_Annotation annotation)
{
    x_grow(file->annotations, file->annotation_cap, file->annotation_count + 1);
    int32_t number = (int32_t)file->annotation_count++;
    file->annotations[number] = (PdfAnnotation){annotation, node, (int32_t)page};
    /* Keys of the parent tree: the pages first, then the annotations. */
    HPDF_Dict_AddNumber(annotation, "StructParent", (HPDF_INT32)file->display->page_count + number);
    add_kid(file, node, KID_ANNOTATION, number, (int32_t)page);
}

void pdf_tag_box(PdfFile *file, int32_t node, Mpt left, Mpt bottom, Mpt right, Mpt top)
{
    PdfElement *element = &file->elements[node];
    const Mpt box[4] = {left, bottom, right, top};
    if (element->has_box)
        return;
    memcpy(element->box, box, sizeof box);
    element->has_box = true;
}

/* --- printing -------------------------------------------------------------------------------- */

size_t pdf_tags_object_count(const PdfFile *file)
{
    return file->display->node_count + 2;
}

static unsigned element_number(const PdfFile *file, int32_t node)
{
    return file->first_element + (unsigned)node;
}

/* By hand, as a long table asks for it some hundred thousand times. */
static void append_reference(StrBuf *buf, unsigned number)
{
    strbuf_append_int(buf, number);
    strbuf_append_cstr(buf, " 0 R");
}

static void print_kid(const PdfFile *file, const PdfElement *element, const PdfKid *kid,
                      StrBuf *buf)
{
    switch (kid->kind) {
    case KID_NODE:
        append_reference(buf, element_number(file, kid->number));
        strbuf_append_char(buf, ' ');
        break;
    case KID_CONTENT:
        if (kid->page == element->page) {
            strbuf_append_int(buf, kid->number);
            strbuf_append_char(buf, ' ');
        } else {
            strbuf_appendf(buf, "<</Type/MCR/Pg %u 0 R/MCID %d>> ",
                           pdf_object_number(file->pages[kid->page]), (int)kid->number);
        }
        break;
    case KID_ANNOTATION:
        strbuf_appendf(buf, "<</Type/OBJR/Obj %u 0 R/Pg %u 0 R>> ",
                       pdf_object_number(file->annotations[kid->number].annotation),
                       pdf_object_number(file->pages[kid->page]));
        break;
    }
}

static void print_attributes(const Node *node, const PdfElement *element, StrBuf *buf)
{
    if (node->scope != SCOPE_NONE || node->column_span > 1) {
        strbuf_append_cstr(buf, "/A<</O/Table");
        if (node->scope != SCOPE_NONE)
            strbuf_append_cstr(buf, node->scope == SCOPE_ROW ? "/Scope/Row" : "/Scope/Column");
        if (node->column_span > 1)
            strbuf_appendf(buf, "/ColSpan %d", node->column_span);
        strbuf_append_cstr(buf, ">>");
    }
    if (!element->has_box)
        return;
    strbuf_append_cstr(buf, "/A<</O/Layout/BBox[");
    for (int i = 0; i < 4; i++) {
        pdf_append_length(buf, element->box[i]);
        strbuf_append_char(buf, ' ');
    }
    strbuf_append_cstr(buf, "]>>");
}

static void print_element(const PdfFile *file, size_t index, StrBuf *buf)
{
    const Node *node = &file->display->nodes[index];
    const PdfElement *element = &file->elements[index];
    unsigned parent = node->parent == NONE
                          ? file->first_element + (unsigned)file->display->node_count
                          : element_number(file, node->parent);
    /* Without /Type, which is optional: there may be a hundred thousand of these. */
    strbuf_append_cstr(buf, "<</S/");
    strbuf_append_cstr(buf, node_type_name(node->type));
    strbuf_append_cstr(buf, "/P ");
    append_reference(buf, parent);
    if (element->page != NONE) {
        strbuf_append_cstr(buf, "/Pg ");
        append_reference(buf, pdf_object_number(file->pages[element->page]));
    }
    if (node->language)
        strbuf_appendf(buf, "/Lang(%s)", node->language);
    if (!str_is_empty(node->alt)) {
        strbuf_append_cstr(buf, "/Alt");
        pdf_append_text(buf, node->alt);
    }
    print_attributes(node, element, buf);
    if (element->first_kid != NONE) {
        strbuf_append_cstr(buf, "/K[");
        for (int32_t kid = element->first_kid; kid != NONE; kid = file->kids[kid].next)
            print_kid(file, element, &file->kids[kid], buf);
        strbuf_append_char(buf, ']');
    }
    strbuf_append_cstr(buf, ">>");
}

/* From a page's marked content, or an annotation, back to its element: a number tree by key. */
static void print_parent_tree(const PdfFile *file, StrBuf *buf)
{
    strbuf_append_cstr(buf, "<</Nums[");
    for (size_t page = 0; page < file->display->page_count; page++) {
        strbuf_appendf(buf, "%zu[", page);
        for (size_t i = 0; i < file->page_node_count[page]; i++) {
            append_reference(buf, element_number(file, file->page_nodes[page][i]));
            strbuf_append_char(buf, ' ');
        }
        strbuf_append_cstr(buf, "]\n");
    }
    for (size_t i = 0; i < file->annotation_count; i++)
        strbuf_appendf(buf, "%zu %u 0 R\n", file->display->page_count + i,
                       element_number(file, file->annotations[i].node));
    strbuf_append_cstr(buf, "]>>");
}

void pdf_tags_print(const PdfFile *file, size_t object, StrBuf *buf)
{
    size_t nodes = file->display->node_count;
    if (object < nodes)
        print_element(file, object, buf);
    else if (object == nodes)
        strbuf_appendf(buf,
                       "<</Type/StructTreeRoot/K[%u 0 R]/ParentTree %u 0 R"
                       "/ParentTreeNextKey %zu>>",
                       file->first_element, file->first_element + (unsigned)nodes + 1,
                       file->display->page_count + file->annotation_count);
    else
        print_parent_tree(file, buf);
}
