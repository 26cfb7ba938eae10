/* Walks every tree of a database file. Section numbers are those of sqlite.org/fileformat2.html. */

#include "pipeline/warehouse/page_check.h"

#include "pipeline/base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 20, PAGE_SIZE_MAX = 65536, FILE_HEADER = 100 };

/* The kinds of page of a tree (1.6). */
enum { INDEX_INTERIOR = 2, TABLE_INTERIOR = 5, INDEX_LEAF = 10, TABLE_LEAF = 13 };

typedef struct Walk {
    int fd;
    uint32_t page_size, pages;
    uint32_t usable;            /* bytes of a page, without those reserved at its end */
    uint8_t *claimed;           /* by page number: it has its place */
    uint8_t *levels[DEPTH_MAX]; /* the page at hand on each level of a tree */
    uint8_t *taken;             /* bytes of the page at hand that belong to something */
    StrBuf *report;
    bool sound;
} Walk;

static bool fault(Walk *walk, uint32_t page, const char *what)
{
    if (walk->sound)
        strbuf_appendf(walk->report, "integrity: page %u: %s\n", (unsigned)page, what);
    walk->sound = false;
    return false;
}

/* --- numbers ---------------------------------------------------------------------------------- */

static uint32_t get2(const uint8_t *p)
{
    return (uint32_t)p[0] << 8 | p[1];
}

static uint32_t get4(const uint8_t *p)
{
    return get2(p) << 16 | get2(p + 2);
}

/* The varint at *at, which moves behind it; false where it does not end before end. */
static bool get_varint(const uint8_t *page, size_t *at, size_t end, uint64_t *value)
{
    *value = 0;
    if (*at < end && page[*at] < 0x80) { /* nearly always */
        *value = page[(*at)++];
        return true;
    }
    for (int i = 0; i < 9 && *at < end; i++) {
        uint8_t byte = page[(*at)++];
        if (i == 8) {
            *value = *value << 8 | byte;
            return true;
        }
        *value = *value << 7 | (byte & 0x7F);
        if (byte < 0x80)
            return true;
    }
    return false;
}

/* --- pages ------------------------------------------------------------------------------------ */

/* The page that holds the lock bytes is never used (1.3). */
static uint32_t lock_page(const Walk *walk)
{
    return (1U << 30) / walk->page_size + 1;
}

/* Reads a page that something points to; nothing else may. */
static bool read_page(Walk *walk, uint32_t page, uint8_t *into)
{
    if (page < 1 || page > walk->pages || page == lock_page(walk))
        return fault(walk, page, "is pointed to and is not there");
    if (walk->claimed[page])
        return fault(walk, page, "has two places");
    walk->claimed[page] = 1;
    off_t at = (off_t)(page - 1) * walk->page_size;
    for (size_t done = 0; done < walk->page_size;) {
        ssize_t n = pread(walk->fd, into + done, walk->page_size - done, at + (off_t)done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fault(walk, page, "cannot be read");
        done += (size_t)n;
    }
    return true;
}

/* The chain behind a payload that its page does not hold (1.7). */
static bool check_overflow(Walk *walk, uint32_t page, uint64_t bytes)
{
    uint8_t *buf = walk->levels[DEPTH_MAX - 1];
    for (; bytes > 0; page = get4(buf)) {
        if (!read_page(walk, page, buf))
            return false;
        bytes -= bytes < walk->usable - 4 ? bytes : walk->usable - 4;
        if (bytes == 0 && get4(buf) != 0)
            return fault(walk, page, "an overflow chain does not end");
    }
    return true;
}

/* Trunks, each with leaves that hold nothing (1.5). */
static bool check_free_list(Walk *walk, uint32_t trunk, uint32_t count)
{
    uint8_t *buf = walk->levels[0], *leaf = walk->levels[1];
    uint32_t found = 0;
    for (; trunk != 0; trunk = get4(buf)) {
        if (!read_page(walk, trunk, buf))
            return false;
        uint32_t leaves = get4(buf + 4);
        if (leaves > walk->usable / 4 - 2)
            return fault(walk, trunk, "a trunk of free pages is too long");
        for (uint32_t i = 0; i < leaves; i++)
            if (!read_page(walk, get4(buf + 8 + 4 * (size_t)i), leaf))
                return false;
        found += 1 + leaves;
    }
    return found == count || fault(walk, 1, "the number of free pages is wrong");
}

/* --- cells ------------------------------------------------------------------------------------ */

typedef struct Cell {
    uint32_t child;       /* of interior pages */
    uint64_t payload;     /* bytes */
    int64_t rowid;        /* of tables */
    size_t at, here, end; /* the payload's beginning, its bytes in this page, the cell's end */
    uint32_t overflow;
} Cell;

/* How much of a payload the page itself holds (1.6). */
static size_t bytes_here(const Walk *walk, uint8_t type, uint64_t payload)
{
    uint32_t u = walk->usable;
    uint32_t most = type == TABLE_LEAF ? u - 35 : (u - 12) * 64 / 255 - 23;
    uint32_t least = (u - 12) * 32 / 255 - 23;
    if (payload <= most)
        return (size_t)payload;
    uint64_t fitting = least + (payload - least) % (u - 4);
    return fitting <= most ? (size_t)fitting : least;
}

static bool get_cell(const Walk *walk, const uint8_t *page, uint8_t type, size_t at, Cell *cell)
{
    size_t start = at, end = walk->usable;
    uint64_t rowid = 0;
    *cell = (Cell){0};
    if (type == TABLE_INTERIOR || type == INDEX_INTERIOR) {
        if (at + 4 > end)
            return false;
        cell->child = get4(page + at);
        at += 4;
    }
    if (type != TABLE_INTERIOR && !get_varint(page, &at, end, &cell->payload))
        return false;
    if ((type == TABLE_INTERIOR || type == TABLE_LEAF) && !get_varint(page, &at, end, &rowid))
        return false;
    cell->rowid = (int64_t)rowid;
    cell->at = at;
    cell->here = bytes_here(walk, type, cell->payload);
    cell->end = at + cell->here;
    if (cell->here < cell->payload) {
        if (cell->end + 4 > end)
            return false;
        cell->overflow = get4(page + cell->end);
        cell->end += 4;
    }
    if (cell->end < start + 4) /* the least that a cell is given */
        cell->end = start + 4;
    return cell->end <= end;
}

/* Bytes of a column's content, by its serial type (2.1). */
static uint64_t content_size(uint64_t serial_type)
{
    static const uint8_t SIZES[12] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};
    return serial_type < 12 ? SIZES[serial_type] : (serial_type - 12) / 2;
}

/* A record's header tells of columns that fill its payload. One that goes on in an overflow page,
 * of some thousand columns, is not looked at. */
static bool check_record(const uint8_t *page, const Cell *cell)
{
    size_t at = cell->at, end = cell->at + cell->here;
    uint64_t header, serial_type;
    if (!get_varint(page, &at, end, &header) || header > cell->payload)
        return false;
    if (header > cell->here)
        return true;
    uint64_t size = header;
    end = cell->at + (size_t)header;
    while (at < end) {
        if (!get_varint(page, &at, end, &serial_type) || serial_type == 10 || serial_type == 11)
            return false;
        size += content_size(serial_type);
        if (size > cell->payload)
            return false;
    }
    return at == end && size == cell->payload;
}

/* --- trees ------------------------------------------------------------------------------------ */

typedef struct Tree {
    bool is_table, has_last;
    int leaf_level; /* -1: none was seen */
    int64_t last;   /* rowid passed, in order */
} Tree;

typedef struct PageHead {
    uint8_t type;
    bool interior;
    size_t start, cells; /* of the head, and of the pointers to cells */
    uint32_t count, content;
} PageHead;

static bool take(Walk *walk, size_t from, size_t to)
{
    if (memchr(walk->taken + from, 1, to - from))
        return false;
    memset(walk->taken + from, 1, to - from);
    return true;
}

/* That cells and free blocks lie apart and all else is counted as fragments (1.6). */
static bool check_room(Walk *walk, uint32_t page, const uint8_t *buf, const PageHead *head)
{
    uint32_t room = walk->usable - head->content;
    size_t array_end = head->cells + 2 * (size_t)head->count;
    memset(walk->taken, 0, walk->usable);
    memset(walk->taken, 1, array_end);
    for (uint32_t i = 0; i < head->count; i++) {
        size_t at = get2(buf + head->cells + 2 * (size_t)i);
        Cell cell;
        if (at < head->content || !get_cell(walk, buf, head->type, at, &cell))
            return fault(walk, page, "a cell leaves its page");
        if (!take(walk, at, cell.end))
            return fault(walk, page, "cells overlap");
        room -= (uint32_t)(cell.end - at);
        if (head->type != TABLE_INTERIOR && !check_record(buf, &cell))
            return fault(walk, page, "a row cannot be taken apart");
    }
    for (uint32_t at = get2(buf + head->start + 1), next; at != 0; at = next) {
        if (at < head->content || at + 4 > walk->usable)
            return fault(walk, page, "a free block leaves its page");
        uint32_t size = get2(buf + at + 2);
        next = get2(buf + at);
        if (size < 4 || at + size > walk->usable || (next != 0 && next < at + size) ||
            !take(walk, at, at + size))
            return fault(walk, page, "a free block lies wrong");
        room -= size;
    }
    return room == buf[head->start + 7] || fault(walk, page, "its free room is counted wrong");
}

static bool read_head(Walk *walk, uint32_t page, const uint8_t *buf, PageHead *head)
{
    *head = (PageHead){.start = page == 1 ? FILE_HEADER : 0};
    const uint8_t *p = buf + head->start;
    head->type = p[0];
    head->interior = head->type == TABLE_INTERIOR || head->type == INDEX_INTERIOR;
    if (!head->interior && head->type != TABLE_LEAF && head->type != INDEX_LEAF)
        return fault(walk, page, "is not a page of a tree");
    head->cells = head->start + (head->interior ? 12 : 8);
    head->count = get2(p + 3);
    head->content = get2(p + 5) ? get2(p + 5) : 65536;
    if (head->cells + 2 * (size_t)head->count > head->content || head->content > walk->usable)
        return fault(walk, page, "its head is wrong");
    return true;
}

/* Rowids ascend; the key of an inner page is not below what lies left of it (1.6). */
static bool pass_rowid(Walk *walk, Tree *tree, uint32_t page, int64_t rowid, bool is_row)
{
    if (tree->has_last && (rowid < tree->last || (is_row && rowid == tree->last)))
        return fault(walk, page, "rows are out of order");
    tree->last = rowid;
    tree->has_last = true;
    return true;
}

static bool check_tree_page(Walk *walk, Tree *tree, uint32_t page, int level)
{
    if (level >= DEPTH_MAX - 1)
        return fault(walk, page, "a tree is too deep");
    uint8_t *buf = walk->levels[level];
    PageHead head;
    if (!read_page(walk, page, buf) || !read_head(walk, page, buf, &head) ||
        !check_room(walk, page, buf, &head))
        return false;
    bool of_table = head.type == TABLE_INTERIOR || head.type == TABLE_LEAF;
    if (level == 0)
        tree->is_table = of_table;
    if (of_table != tree->is_table)
        return fault(walk, page, "belongs to another tree");
    if (!head.interior && tree->leaf_level < 0)
        tree->leaf_level = level;
    if (!head.interior && tree->leaf_level != level)
        return fault(walk, page, "leaves lie on several levels");
    for (uint32_t i = 0; i < head.count; i++) {
        Cell cell;
        get_cell(walk, buf, head.type, get2(buf + head.cells + 2 * (size_t)i), &cell);
        if (head.interior && !check_tree_page(walk, tree, cell.child, level + 1))
            return false;
        if (of_table && !pass_rowid(walk, tree, page, cell.rowid, !head.interior))
            return false;
        if (!check_overflow(walk, cell.overflow, cell.payload - cell.here))
            return false;
    }
    return !head.interior || check_tree_page(walk, tree, get4(buf + head.start + 8), level + 1);
}

static bool check_tree(Walk *walk, int64_t root)
{
    Tree tree = {.leaf_level = -1};
    return check_tree_page(walk, &tree, root > walk->pages ? 0 : (uint32_t)root, 0);
}

/* --- the file --------------------------------------------------------------------------------- */

/* Its head (1.3): sizes, and where the free pages begin. */
static bool read_file_head(Walk *walk, uint32_t *free_list, uint32_t *free_count)
{
    uint8_t head[FILE_HEADER];
    struct stat at;
    if (pread(walk->fd, head, sizeof head, 0) != FILE_HEADER || fstat(walk->fd, &at) != 0 ||
        memcmp(head, "SQLite format 3", 16) != 0)
        return fault(walk, 1, "the file has no head");
    walk->page_size = get2(head + 16) == 1 ? PAGE_SIZE_MAX : get2(head + 16);
    walk->pages = get4(head + 28);
    *free_list = get4(head + 32);
    *free_count = get4(head + 36);
    if (walk->page_size < 512 || (walk->page_size & (walk->page_size - 1)) != 0 ||
        walk->page_size - head[20] < 480)
        return fault(walk, 1, "the size of pages is wrong");
    walk->usable = walk->page_size - head[20];
    if (at.st_size != (off_t)walk->pages * walk->page_size)
        return fault(walk, 1, "the file is not as long as its head says");
    if (get4(head + 52) != 0)
        return fault(walk, 1, "it keeps pointer maps, as no warehouse does");
    return true;
}

static void walk_file(Walk *walk, Stmt *roots, Error *err)
{
    uint32_t free_list = 0, free_count = 0;
    if (!read_file_head(walk, &free_list, &free_count))
        return;
    walk->claimed = x_calloc((size_t)walk->pages + 1, 1);
    walk->taken = x_alloc(walk->page_size);
    for (int i = 0; i < DEPTH_MAX; i++)
        walk->levels[i] = x_alloc(walk->page_size);
    if (!check_free_list(walk, free_list, free_count))
        return;
    while (walk->sound && stmt_step(roots, err))
        check_tree(walk, stmt_int(roots, 0));
    for (uint32_t page = 1; walk->sound && error_ok(err) && page <= walk->pages; page++)
        if (!walk->claimed[page] && page != lock_page(walk))
            fault(walk, page, "has no place");
}

int page_check(Db *db, const char *path, StrBuf *report, Error *err)
{
    if (!error_ok(err))
        return 0;
    Walk walk = {.fd = open(path, O_RDONLY | O_CLOEXEC), .report = report, .sound = true};
    if (walk.fd < 0)
        error_set_at(err, STATUS_IO, (SourceRef){.file = path}, "cannot be opened: %s",
                     strerror(errno));
    /* The schema's own tree begins at page 1. */
    Stmt *roots = db_prepare(db,
                             "SELECT 1 UNION ALL SELECT rootpage FROM sqlite_schema"
                             " WHERE rootpage > 0 ORDER BY 1",
                             err);
    if (error_ok(err))
        walk_file(&walk, roots, err);
    stmt_free(roots);
    for (int i = 0; i < DEPTH_MAX; i++)
        x_free(walk.levels[i]);
    x_free(walk.taken);
    x_free(walk.claimed);
    if (walk.fd >= 0)
        close(walk.fd);
    return walk.sound ? 0 : 1;
}
