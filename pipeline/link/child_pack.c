/* Packing units and reading them back. */

#include "pipeline/link/child_pack.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"

/* What an entity has not for itself but by whom it belongs to; the table asks for it anew. */
static bool is_kept_column(const LinkModel *model, int column)
{
    return strcmp(model->columns[column], "public_id") != 0;
}

KeyedPools keyed_pools(const LinkModel *model, const LinkTable *table)
{
    KeyedPools keyed = {{false}};
    for (int r = 0; r < model->rule_count; r++)
        for (int t = 0; t < model->rules[r].term_count; t++)
            if (model->rules[r].terms[t].kind == TERM_SYLLABLES)
                keyed.of[table->columns[model->rules[r].terms[t].column].pool] = true;
    return keyed;
}

/* --- packing --------------------------------------------------------------------------------- */

typedef struct Packer {
    StrBuf rows;        /* and entities, while the list of texts still grows */
    StrBuf names, name; /* of all, and of one */
    Map *texts;
    size_t named; /* names that stand in names */
} Packer;

static void put_number(StrBuf *out, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        strbuf_append_char(out, (char)(value | 0x80));
    strbuf_append_char(out, (char)value);
}

static void put_difference(StrBuf *out, int64_t value, int64_t before)
{
    int64_t difference = value - before;
    put_number(out, (uint64_t)difference << 1 ^ (difference < 0 ? UINT64_MAX : 0));
}

static uint64_t number_of(Packer *packer, Str text)
{
    return text.len ? (uint64_t)map_intern(packer->texts, text) + 1 : 0;
}

static void put_text(Packer *packer, Str text)
{
    put_number(&packer->rows, number_of(packer, text));
}

static void put_row(Packer *packer, const ChildRow *row, const ChildRow *before)
{
    StrBuf *out = &packer->rows;
    put_difference(out, row->raw_row_id, before->raw_row_id);
    put_difference(out, row->link_record_id, before->link_record_id);
    put_difference(out, row->raw_sheet_id, before->raw_sheet_id);
    put_difference(out, row->row_number, before->row_number);
    put_difference(out, row->submission_id, before->submission_id);
    put_number(out, (uint64_t)row->kind << 1 | row->live);
    put_text(packer, row->center_code);
    put_text(packer, row->period_code);
    put_text(packer, row->sex);
    put_text(packer, row->birth_from);
    put_text(packer, row->birth_to);
    put_text(packer, row->thai_id13);
    put_text(packer, row->public_id);
}

/* A text that is a name and has not been met before. */
static void put_name(Packer *packer, uint64_t text, const LinkTable *table, int pool, uint32_t id)
{
    StrBuf *out = &packer->names;
    uint64_t key = link_table_name_key(table, pool, id);
    strbuf_clear(&packer->name);
    link_table_pack_name(table, pool, id, &packer->name);
    put_number(out, text);
    for (int byte = 0; byte < 8; byte++)
        strbuf_append_char(out, (char)(key >> 8 * byte));
    put_number(out, packer->name.len);
    strbuf_append(out, strbuf_str(&packer->name));
    packer->named++;
}

static void put_entity(Packer *packer, const UnitContents *contents, const KeyedPools *keyed,
                       bool *has_name, uint32_t entity)
{
    const LinkTable *table = contents->table;
    uint32_t ids[MODEL_COLUMNS_MAX];
    uint64_t count = 0;
    for (int c = 0; c < contents->model->column_count; c++) {
        ids[c] = is_kept_column(contents->model, c) ? link_table_id(table, c, entity) : 0;
        count += ids[c] != 0;
    }
    put_number(&packer->rows, count);
    for (int c = 0; c < contents->model->column_count; c++) {
        if (ids[c] == 0)
            continue;
        int pool = table->columns[c].pool;
        uint64_t text = number_of(packer, value_pool_text(table->pools[pool], ids[c]));
        put_number(&packer->rows, (uint64_t)c + 1);
        put_number(&packer->rows, text);
        if (keyed->of[pool] && table->parsed[pool] && !has_name[text])
            put_name(packer, text, table, pool, ids[c]);
        has_name[text] = has_name[text] || keyed->of[pool];
    }
}

void child_pack(StrBuf *out, const UnitContents *contents)
{
    static const ChildRow NO_ROW = {0};
    Packer packer = {
        .rows = STRBUF_INIT, .names = STRBUF_INIT, .name = STRBUF_INIT, .texts = map_create()};
    KeyedPools keyed = keyed_pools(contents->model, contents->table);
    const ChildRow *before = &NO_ROW;
    put_number(&packer.rows, contents->count);
    for (uint32_t i = 0; i < contents->count; i++) {
        const ChildRow *row = contents->rows->items[contents->unit[i]];
        put_row(&packer, row, before);
        before = row;
    }
    size_t most = map_count(packer.texts) + 1 +
                  (size_t)contents->count * (size_t)contents->model->column_count;
    bool *has_name = x_new_array(bool, most);
    for (uint32_t i = 0; i < contents->count; i++) {
        uint32_t row = contents->unit[i], entity = contents->entities->of_row[row];
        if (contents->entities->rows[contents->entities->row_start[entity]] == row)
            put_entity(&packer, contents, &keyed, has_name, entity);
    }
    strbuf_clear(out);
    put_number(out, map_count(packer.texts));
    for (size_t i = 0; i < map_count(packer.texts); i++) {
        Str text = map_key_at(packer.texts, i);
        put_number(out, text.len);
        strbuf_append(out, text);
    }
    strbuf_append(out, strbuf_str(&packer.rows));
    put_number(out, packer.named);
    strbuf_append(out, strbuf_str(&packer.names));
    x_free(has_name);
    strbuf_free(&packer.rows);
    strbuf_free(&packer.names);
    strbuf_free(&packer.name);
    map_free(packer.texts);
}

/* --- reading back ---------------------------------------------------------------------------- */

/* `wrong` stays true once the bytes ended too early or a number was too large. */
typedef struct Unpacker {
    const unsigned char *at, *end;
    bool wrong;
} Unpacker;

static inline uint64_t next_number(Unpacker *in)
{
    if (in->at < in->end && *in->at < 0x80) /* as most are */
        return *in->at++;
    uint64_t value = 0;
    for (int shift = 0; shift < 64 && in->at < in->end; shift += 7) {
        unsigned char byte = *in->at++;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (!(byte & 0x80))
            return value;
    }
    in->wrong = true;
    return 0;
}

/* A number of things of which each takes a byte at least. */
static size_t next_count(Unpacker *in)
{
    uint64_t count = next_number(in);
    in->wrong = in->wrong || count > (uint64_t)(in->end - in->at);
    return in->wrong ? 0 : (size_t)count;
}

static int64_t next_difference(Unpacker *in, int64_t before)
{
    uint64_t zigzag = next_number(in);
    return (int64_t)((uint64_t)before + (zigzag >> 1 ^ -(zigzag & 1)));
}

static Str next_bytes(Unpacker *in, size_t len)
{
    if (in->wrong || len > (size_t)(in->end - in->at)) {
        in->wrong = true;
        return STR("");
    }
    Str bytes = {(const char *)in->at, len};
    in->at += len;
    return bytes;
}

static Str next_text(Unpacker *in, const PackedUnit *unit)
{
    uint64_t number = next_number(in);
    in->wrong = in->wrong || number >= unit->text_count;
    return unit->texts[in->wrong ? 0 : number];
}

static void next_row(Unpacker *in, const PackedUnit *unit, ChildRow *row, const ChildRow *before)
{
    row->quiet = true;
    row->raw_row_id = next_difference(in, before->raw_row_id);
    row->link_record_id = next_difference(in, before->link_record_id);
    row->raw_sheet_id = next_difference(in, before->raw_sheet_id);
    row->row_number = next_difference(in, before->row_number);
    row->submission_id = next_difference(in, before->submission_id);
    uint64_t kind = next_number(in);
    in->wrong = in->wrong || kind >> 1 > CHILD_OUT_OF_SCHOOL;
    row->kind = in->wrong ? CHILD_REGISTER : (ChildKind)(kind >> 1);
    row->live = kind & 1;
    row->center_code = next_text(in, unit);
    row->period_code = next_text(in, unit);
    row->sex = next_text(in, unit);
    row->birth_from = next_text(in, unit);
    row->birth_to = next_text(in, unit);
    row->thai_id13 = next_text(in, unit);
    row->public_id = next_text(in, unit);
}

static void skip_entity(Unpacker *in)
{
    for (size_t left = next_count(in); left > 0; left--) {
        next_number(in);
        next_number(in);
    }
}

bool child_read_chains(Str chains, uint32_t *first, size_t count, uint32_t *entities)
{
    Str piece;
    size_t i = 0;
    *entities = 0;
    while (str_split(&chains, ',', &piece)) {
        int64_t place;
        if (i == count || !number_parse_int(piece, &place) || place < 0 || place > (int64_t)i ||
            (place < (int64_t)i && first[place] != (uint32_t)place))
            return false;
        *entities += place == (int64_t)i;
        first[i++] = (uint32_t)place;
    }
    return i == count;
}

PackedUnit *child_unpack(Str packed, Str chains, Arena *arena)
{
    static const ChildRow NO_ROW = {0};
    Unpacker in = {.at = (const unsigned char *)packed.ptr};
    in.end = in.at + packed.len;
    PackedUnit *unit = arena_new(arena, PackedUnit);
    size_t texts = next_count(&in);
    unit->text_count = texts + 1;
    unit->texts = arena_alloc(arena, unit->text_count * sizeof *unit->texts);
    unit->names = arena_alloc(arena, unit->text_count * sizeof *unit->names);
    unit->ids = arena_alloc(arena, unit->text_count * sizeof *unit->ids);
    unit->pools = arena_alloc(arena, unit->text_count * sizeof *unit->pools);
    for (size_t i = 0; i <= texts; i++) {
        unit->texts[i] = i == 0 ? STR("") : next_bytes(&in, next_count(&in));
        unit->names[i].key = PACKED_NO_KEY;
        unit->pools[i] = -1;
    }
    unit->rows.count = next_count(&in);
    unit->rows.items = arena_alloc(arena, (unit->rows.count + 1) * sizeof *unit->rows.items);
    unit->first = arena_new_array(arena, uint32_t, unit->rows.count + 1);
    ChildCells *none = arena_new(arena, ChildCells);
    for (size_t i = 0; i < unit->rows.count && !in.wrong; i++) {
        unit->rows.items[i] = arena_new(arena, ChildRow);
        unit->rows.items[i]->cells = none;
        next_row(&in, unit, unit->rows.items[i], i > 0 ? unit->rows.items[i - 1] : &NO_ROW);
    }
    if (in.wrong || !child_read_chains(chains, unit->first, unit->rows.count, &unit->entity_count))
        return NULL;
    unit->entities.ptr = (const char *)in.at;
    for (uint32_t e = 0; e < unit->entity_count && !in.wrong; e++)
        skip_entity(&in);
    unit->entities.len = (size_t)((const char *)in.at - unit->entities.ptr);
    for (size_t left = next_count(&in); left > 0 && !in.wrong; left--) {
        uint64_t text = next_number(&in), key = 0;
        Str bytes = next_bytes(&in, 8), name = next_bytes(&in, next_count(&in));
        in.wrong = in.wrong || text >= unit->text_count;
        for (size_t byte = 0; byte < 8 && !in.wrong; byte++)
            key |= (uint64_t)(unsigned char)bytes.ptr[byte] << 8 * byte;
        if (!in.wrong)
            unit->names[text] = (KnownName){key, name};
    }
    return in.wrong ? NULL : unit;
}

bool child_unpack_entity(PackedUnit *unit, LinkTable *table, const KeyedPools *keyed, uint32_t row)
{
    Unpacker in = {.at = (const unsigned char *)unit->entities.ptr};
    in.end = in.at + unit->entities.len;
    if (in.at == in.end)
        return false;
    for (size_t left = next_count(&in); left > 0; left--) {
        uint64_t column = next_number(&in) - 1, text = next_number(&in);
        if (column >= (uint64_t)table->column_count || text >= unit->text_count)
            return false;
        int pool = table->columns[column].pool;
        if (unit->pools[text] == pool) { /* a center, a village, a sibling's mother */
            table->columns[column].ids[row] = unit->ids[text];
            continue;
        }
        link_table_set(table, row, (int)column, unit->texts[text]);
        unit->ids[text] = link_table_id(table, (int)column, row);
        unit->pools[text] = pool;
        if (keyed->of[pool] && unit->names[text].key != PACKED_NO_KEY)
            link_table_know_name(table, pool, unit->ids[text], unit->names[text]);
    }
    unit->entities = (Str){(const char *)in.at, (size_t)(in.end - in.at)};
    return true;
}
