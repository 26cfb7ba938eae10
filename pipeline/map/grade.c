#include "pipeline/map/grade.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "pipeline/base/tsv.h"
#include "pipeline/base/utf8.h"
#include "pipeline/map/text_key.h"

enum { OLD_GRADES_MAX = 16 };

/* "Grade 5" was the code my.G4 up to and including that school year. */
typedef struct OldGrade {
    Str code;
    int ordinal, to_year;
} OldGrade;

struct GradeList {
    Map *spellings; /* key -> index into codes */
    Str *codes;
    size_t count, cap;
    OldGrade old[OLD_GRADES_MAX];
    size_t old_count;
};

static int to_int(Str text)
{
    int64_t value = 0;
    return number_parse_int(text, &value) && value > 0 && value < 10000 ? (int)value : 0;
}

static void add(GradeList *list, Arena *arena, Str spelling, int64_t index)
{
    Str key = text_key(arena, spelling);
    if (key.len && !map_get(list->spellings, key, NULL))
        map_set(list->spellings, key, index);
}

GradeList *grade_list_load(const Assets *assets, Arena *arena, Error *err)
{
    const char *path = "templates/dictionaries/grades.tsv";
    GradeList *list = x_new(GradeList);
    list->spellings = map_create();
    Tsv tsv = tsv_parse(arena, asset_read(assets, arena, path, err), path, err);
    int code = tsv_need(&tsv, "grade_code", path, err),
        system = tsv_need(&tsv, "system", path, err);
    int to_year = tsv_need(&tsv, "to_year", path, err);
    int ordinal = tsv_need(&tsv, "ordinal", path, err);
    int spellings = tsv_need(&tsv, "spellings", path, err);
    for (size_t i = 0; i < tsv.row_count && error_ok(err); i++) {
        const Str *row = tsv.rows[i].fields;
        if (str_is(row[system], "my_old")) {
            if (list->old_count < OLD_GRADES_MAX)
                list->old[list->old_count++] =
                    (OldGrade){row[code], to_int(row[ordinal]), to_int(row[to_year])};
            continue;
        }
        x_grow(list->codes, list->cap, list->count + 1);
        int64_t index = (int64_t)list->count;
        list->codes[list->count++] = row[code];
        add(list, arena, row[code], index);
        for (Str rest = row[spellings], one; str_split(&rest, ';', &one);)
            add(list, arena, one, index);
    }
    return list;
}

void grade_list_free(GradeList *list)
{
    if (!list)
        return;
    map_free(list->spellings);
    x_free(list->codes);
    x_free(list);
}

static Str lookup(const GradeList *list, Str key)
{
    int64_t index = 0;
    return key.len && map_get(list->spellings, key, &index) ? list->codes[index] : STR("");
}

/* Before KG+12 reached a grade, its "Grade n" was the year after another grade's. */
static Str by_year(const GradeList *list, Str code, int school_year)
{
    if (school_year == 0 || !str_starts_with(code, STR("my.G")))
        return code;
    int ordinal = to_int(str_slice(code, 4, code.len));
    for (size_t i = 0; i < list->old_count; i++)
        if (list->old[i].ordinal == ordinal && school_year <= list->old[i].to_year)
            return list->old[i].code;
    return code;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_standard(Str key)
{
    return str_starts_with(key, STR("std")) || str_starts_with(key, STR("standard"));
}

/* "4" and nothing else: the center's own system decides. */
static Str bare_number(Arena *scratch, Str key, GradeContext context)
{
    int n = to_int(key);
    if (n < 1 || n > 12 || key.len > 2)
        return STR("");
    if (!context.thai)
        return arena_printf(scratch, "my.G%d", n);
    return n <= 6 ? arena_printf(scratch, "th.P%d", n) : arena_printf(scratch, "th.M%d", n - 6);
}

/* Where "/2", "(2)" or " - B" begins; the text's length where nothing of the kind is there. */
static size_t section_start(Str text)
{
    for (size_t i = 1; i < text.len; i++)
        if (text.ptr[i] == '/' || text.ptr[i] == '(')
            return i;
    return text.len;
}

static Str clean_section(Arena *scratch, Str text)
{
    Str tidy = text_tidy(scratch, text);
    size_t from = 0, to = tidy.len;
    while (from < to && strchr("/() -.", tidy.ptr[from]))
        from++;
    while (to > from && strchr("/() -.", tidy.ptr[to - 1]))
        to--;
    return str_slice(tidy, from, to);
}

GradeValue grade_read(const GradeList *list, Arena *scratch, Str text, GradeContext context)
{
    GradeValue value = {.code = STR(""), .section = STR("")};
    Str key = text_key(scratch, text);
    if (key.len == 0)
        return value;
    /* "ม.1/2": the key of the whole would read 12, so the part before the slash comes first. */
    size_t cut = section_start(text);
    Str head = str_slice(text, 0, cut);
    if (cut < text.len && (value.code = lookup(list, text_key(scratch, head))).len) {
        value.section = clean_section(scratch, str_slice(text, cut, text.len));
        key = text_key(scratch, head);
    } else {
        value.code = lookup(list, key);
    }
    /* "Grade 4A", "ป.4ก": one letter behind the ordinal. */
    if (value.code.len == 0 && key.len > 2) {
        size_t last = key.len - 1;
        while (last > 0 && ((unsigned char)key.ptr[last] & 0xC0) == 0x80)
            last--;
        Str front = str_slice(key, 0, last);
        if (last > 0 && is_digit(key.ptr[last - 1]) && !is_digit(key.ptr[last])) {
            value.code = lookup(list, front);
            if (value.code.len)
                value.section = arena_str(scratch, str_slice(key, last, key.len));
        }
    }
    if (value.code.len == 0) {
        value.code = bare_number(scratch, text_key(scratch, head), context);
        value.assumed = value.code.len > 0;
        if (value.assumed && cut < text.len)
            value.section = clean_section(scratch, str_slice(text, cut, text.len));
    }
    if (!is_standard(key))
        value.code = by_year(list, value.code, context.school_year);
    return value;
}

static bool is_gap(char c)
{
    return c == ' ' || c == '_' || c == ',' || c == ':' || c == ';' || c == '(' || c == ')' ||
           c == '[' || c == ']' || c == '\n' || c == '\t';
}

enum { WORDS_MAX = 64 };

GradeValue grade_find_within(const GradeList *list, Arena *scratch, Str text, GradeContext context)
{
    GradeValue value = {.code = STR(""), .section = STR("")};
    Str words[WORDS_MAX];
    size_t count = 0, from = 0;
    for (size_t i = 0; i <= text.len && count < WORDS_MAX; i++)
        if (i == text.len || is_gap(text.ptr[i])) {
            if (i > from)
                words[count++] = str_slice(text, from, i);
            from = i + 1;
        }
    /* Two words together first: "Grade 4" must not be read as "Grade" and a bare 4. */
    for (size_t span = 3; span >= 1; span--)
        for (size_t i = 0; i + span <= count; i++) {
            const char *end = words[i + span - 1].ptr + words[i + span - 1].len;
            Str part = {words[i].ptr, (size_t)(end - words[i].ptr)};
            GradeValue found = grade_read(list, scratch, part, context);
            if (found.code.len && !found.assumed)
                return found;
        }
    return value;
}
