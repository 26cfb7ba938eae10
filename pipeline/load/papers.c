/* A child has a handful of documents, so that they are looked for one after another. */

#include "pipeline/load/papers.h"

#include "pipeline/base/arena.h"
#include "pipeline/base/mem.h"
#include "pipeline/warehouse/bulk.h"

#include <stdlib.h>

static const Str KINDS[PAPER_COUNT] = {STR_LIT("thai_id"), STR_LIT("g_code"), STR_LIT("passport"),
                                       STR_LIT("pink_card"), STR_LIT("nrc")};

/* A kind of document, from the first record that names it. */
typedef struct Document {
    Str kind, number, date;
    int64_t raw_row_id;
} Document;

/* A number in every record that gives it. */
typedef struct Number {
    int kind;
    Str number, status, first_date, last_date;
    int64_t records, raw_row_id; /* raw_row_id: of the first record */
} Number;

struct Papers {
    Arena *arena; /* texts of the current child */
    Document *documents;
    size_t document_count, document_cap;
    Number *numbers;
    size_t number_count, number_cap;
    Bulk *document_table, *number_table;
};

Papers *papers_open(Db *db, Error *err)
{
    Papers *papers = x_new(Papers);
    *papers = (Papers){.arena = arena_create()};
    papers->document_table =
        bulk_open(db, "document_status (child_id, date, kind, number, raw_row_id)", err);
    papers->number_table = bulk_open(db,
                                     "document_number (child_id, kind, number, status, first_date,"
                                     " last_date, records, raw_row_id)",
                                     err);
    return papers;
}

static Str kept(Papers *papers, Str text)
{
    return text.ptr ? arena_str(papers->arena, text) : text;
}

/* Where its kind stands among the documents, or would stand. */
static size_t place_of(const Papers *papers, Str kind)
{
    size_t i = 0;
    while (i < papers->document_count && str_cmp(papers->documents[i].kind, kind) < 0)
        i++;
    return i;
}

/* Of one day the record that came first counts, but what has a number before what has none. */
static void see_document(Papers *papers, const PaperRecord *record, Str kind, Str number)
{
    size_t i = place_of(papers, kind);
    Document *document = papers->documents ? &papers->documents[i] : NULL;
    if (i < papers->document_count && str_eq(document->kind, kind)) {
        int order = str_cmp(record->date, document->date);
        if (order > 0 || (order == 0 && (document->number.ptr || !number.ptr)))
            return;
    } else {
        x_grow(papers->documents, papers->document_cap, papers->document_count + 1);
        document = &papers->documents[i];
        memmove(document + 1, document, (papers->document_count++ - i) * sizeof *document);
    }
    *document = (Document){.kind = kept(papers, kind),
                           .number = kept(papers, number),
                           .date = kept(papers, record->date),
                           .raw_row_id = record->raw_row_id};
}

static Number *find_number(Papers *papers, int kind, Str number)
{
    for (size_t i = 0; i < papers->number_count; i++)
        if (papers->numbers[i].kind == kind && str_eq(papers->numbers[i].number, number))
            return &papers->numbers[i];
    x_grow(papers->numbers, papers->number_cap, papers->number_count + 1);
    Number *one = &papers->numbers[papers->number_count++];
    *one = (Number){.kind = kind, .number = kept(papers, number)};
    return one;
}

static void see_number(Papers *papers, const PaperRecord *record, int kind)
{
    Number *one = find_number(papers, kind, record->numbers[kind]);
    int order = one->records++ ? str_cmp(record->date, one->first_date) : -1;
    if (order < 0 || (order == 0 && record->raw_row_id < one->raw_row_id))
        one->raw_row_id = record->raw_row_id;
    if (order < 0)
        one->first_date = kept(papers, record->date);
    if (str_cmp(record->date, one->last_date) > 0)
        one->last_date = kept(papers, record->date);
    if (kind == PAPER_THAI_ID && str_cmp(record->thai_id13_status, one->status) > 0)
        one->status = kept(papers, record->thai_id13_status);
}

void papers_see(Papers *papers, const PaperRecord *record)
{
    for (int kind = 0; kind < PAPER_COUNT; kind++) {
        Str number = kind == PAPER_THAI_ID ? record->thai_id13 : record->numbers[kind];
        if (number.ptr)
            see_document(papers, record, KINDS[kind], number);
        if (record->numbers[kind].ptr)
            see_number(papers, record, kind);
    }
    if (record->kind.ptr)
        see_document(papers, record, record->kind, (Str){NULL, 0});
}

size_t papers_count(const Papers *papers)
{
    return papers->document_count;
}

Str papers_kind(const Papers *papers, size_t i)
{
    return papers->documents[i].kind;
}

static void write_documents(Papers *papers, int64_t child_id, Error *err)
{
    Bulk *row = papers->document_table;
    for (size_t i = 0; i < papers->document_count; i++) {
        const Document *document = &papers->documents[i];
        bulk_int(row, 1, child_id);
        bulk_copy(row, 2, document->date);
        bulk_copy(row, 3, document->kind);
        bulk_copy(row, 4, document->number);
        bulk_int(row, 5, document->raw_row_id);
        bulk_end_row(row, err);
    }
}

static int by_first_date(const void *left, const void *right)
{
    const Number *a = left, *b = right;
    int order = str_cmp(a->first_date, b->first_date);
    if (order == 0)
        order = str_cmp(KINDS[a->kind], KINDS[b->kind]);
    return order ? order : str_cmp(a->number, b->number);
}

static void write_numbers(Papers *papers, int64_t child_id, Error *err)
{
    Bulk *row = papers->number_table;
    if (papers->number_count > 1)
        qsort(papers->numbers, papers->number_count, sizeof *papers->numbers, by_first_date);
    for (size_t i = 0; i < papers->number_count; i++) {
        const Number *one = &papers->numbers[i];
        bulk_int(row, 1, child_id);
        bulk_str(row, 2, KINDS[one->kind]);
        bulk_copy(row, 3, one->number);
        bulk_copy(row, 4, one->status);
        bulk_copy(row, 5, one->first_date);
        bulk_copy(row, 6, one->last_date);
        bulk_int(row, 7, one->records);
        bulk_int(row, 8, one->raw_row_id);
        bulk_end_row(row, err);
    }
}

void papers_end_child(Papers *papers, int64_t child_id, Error *err)
{
    if (papers->document_count == 0 && papers->number_count == 0)
        return;
    write_documents(papers, child_id, err);
    write_numbers(papers, child_id, err);
    papers->document_count = papers->number_count = 0;
    arena_reset(papers->arena);
}

void papers_close(Papers *papers, Error *err)
{
    bulk_close(papers->document_table, err);
    bulk_close(papers->number_table, err);
    x_free(papers->documents);
    x_free(papers->numbers);
    arena_free(papers->arena);
    x_free(papers);
}
