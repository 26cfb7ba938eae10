/*
 * Splink's SQL. It is written by Splink's comparison library, so a table of templates knows it; a
 * parser for SQL would know too much and promise more than the engine can do.
 */

#include "pipeline/link/splink_sql.h"

#include "pipeline/base/number.h"

#include <ctype.h>

static bool is_name_char(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static Str lower(Arena *arena, Str text)
{
    char *copy = arena_alloc(arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++)
        copy[i] = (char)tolower((unsigned char)text.ptr[i]);
    return (Str){copy, text.len};
}

/* The text up to the closing quote, and moves past it. */
static Str quoted(Str sql, size_t *pos)
{
    char quote = sql.ptr[*pos];
    size_t from = ++*pos;
    while (*pos < sql.len && sql.ptr[*pos] != quote)
        ++*pos;
    Str inside = str_slice(sql, from, *pos);
    if (*pos < sql.len)
        ++*pos;
    return inside;
}

static SqlToken name_token(Arena *arena, Str name, bool was_quoted)
{
    if (name.len > 2 && (str_ends_with(name, STR("_l")) || str_ends_with(name, STR("_r"))))
        return (SqlToken){.kind = SQL_COLUMN,
                          .text = str_slice(name, 0, name.len - 2),
                          .side = name.ptr[name.len - 1]};
    (void)was_quoted;
    return (SqlToken){.kind = SQL_WORD, .text = lower(arena, name)};
}

static SqlToken next_token(Arena *arena, Str sql, size_t *pos)
{
    char c = sql.ptr[*pos];
    size_t from = *pos;
    if (c == '\'')
        return (SqlToken){.kind = SQL_TEXT, .text = quoted(sql, pos)};
    if (c == '"' || c == '`')
        return name_token(arena, quoted(sql, pos), true);
    if (isdigit((unsigned char)c)) {
        while (*pos < sql.len && (isalnum((unsigned char)sql.ptr[*pos]) || sql.ptr[*pos] == '.'))
            ++*pos;
        SqlToken token = {.kind = SQL_NUMBER, .text = str_slice(sql, from, *pos)};
        number_parse(token.text, &token.number);
        return token;
    }
    if (is_name_char(c)) {
        while (*pos < sql.len && is_name_char(sql.ptr[*pos]))
            ++*pos;
        return name_token(arena, str_slice(sql, from, *pos), false);
    }
    *pos += (c == '<' || c == '>') && *pos + 1 < sql.len && sql.ptr[*pos + 1] == '=' ? 2 : 1;
    return (SqlToken){.kind = SQL_MARK, .text = str_slice(sql, from, *pos)};
}

/* l.x and r."x" of blocking rules become columns as x_l and x_r are. */
static void join_sides(SqlTokens *tokens)
{
    int kept = 0;
    for (int i = 0; i < tokens->count; i++) {
        SqlToken token = tokens->items[i];
        bool side = token.kind == SQL_WORD && token.text.len == 1 &&
                    (token.text.ptr[0] == 'l' || token.text.ptr[0] == 'r');
        if (side && i + 2 < tokens->count && str_is(tokens->items[i + 1].text, ".")) {
            char which = token.text.ptr[0];
            token = tokens->items[i + 2];
            token.kind = SQL_COLUMN;
            token.side = which;
            i += 2;
        }
        tokens->items[kept++] = token;
    }
    tokens->count = kept;
}

void sql_tokens(SqlTokens *tokens, Arena *arena, Str sql, Error *err)
{
    tokens->count = 0;
    for (size_t pos = 0; pos < sql.len && error_ok(err);) {
        if (isspace((unsigned char)sql.ptr[pos])) {
            pos++;
            continue;
        }
        if (tokens->count == SQL_TOKENS_MAX) {
            error_set(err, STATUS_CONFIG, "a condition of Splink's is too long");
            return;
        }
        tokens->items[tokens->count++] = next_token(arena, sql, &pos);
    }
    join_sides(tokens);
}

/*
 * Templates: words, marks and literals stand for themselves; L and R are one column on both sides,
 * # a number of the condition, ' any text. Settings are read by all of them and written by the
 * first of their dialect. Dates are texts YYYY-MM-DD, or their beginnings where less is known.
 */
enum { DUCKDB = 1, SPARK = 2, BOTH = 3 };

typedef struct Template {
    const char *text;
    ConditionKind kind;
    int written;  /* dialects; 0: only read */
    double scale; /* of the threshold */
} Template;

static const double SECONDS_A_DAY = 86400;

static const Template TEMPLATES[] = {
    {"else", CONDITION_ELSE, BOTH, 1},
    {"L = R", CONDITION_EXACT, BOTH, 1},
    {"jaro_winkler_similarity ( L , R ) >= #", CONDITION_JARO_WINKLER, DUCKDB, 1},
    {"jaro_winkler ( L , R ) >= #", CONDITION_JARO_WINKLER, SPARK, 1},
    {"jaro_similarity ( L , R ) >= #", CONDITION_JARO, DUCKDB, 1},
    {"jaro_sim ( L , R ) >= #", CONDITION_JARO, SPARK, 1},
    {"levenshtein ( L , R ) <= #", CONDITION_LEVENSHTEIN, BOTH, 1},
    {"damerau_levenshtein ( L , R ) <= #", CONDITION_DAMERAU, BOTH, 1},
    {"jaccard ( L , R ) >= #", CONDITION_JACCARD, BOTH, 1},
    {"substr ( L , # , # ) = substr ( R , # , # )", CONDITION_PART, 0, 1},
    {"substring ( L , # , # ) = substring ( R , # , # )", CONDITION_PART, BOTH, 1},
    {"length ( L ) <= # and substr ( R , 1 , length ( L ) ) = L or length ( R ) <= # and substr ( "
     "L , 1 , length ( R ) ) = R",
     CONDITION_PREFIX, BOTH, 1},
    {"split_part ( L , '@' , 1 ) = split_part ( R , '@' , 1 )", CONDITION_LOCAL_PART, BOTH, 1},
    {"length ( L ) = 10 and L = R", CONDITION_DATE_SAME, BOTH, 1},
    {"( length ( L ) < 10 or length ( R ) < 10 ) and substr ( L , 1 , least ( length ( L ) , "
     "length "
     "( R ) ) ) = substr ( R , 1 , least ( length ( L ) , length ( R ) ) )",
     CONDITION_DATE_OVERLAP, BOTH, 1},
    {"substr ( L , 1 , 4 ) = substr ( R , 1 , 4 ) and substr ( L , 6 , 2 ) = substr ( R , 9 , 2 ) "
     "and substr ( L , 9 , 2 ) = substr ( R , 6 , 2 )",
     CONDITION_DATE_SWAPPED, BOTH, 1},
    {"length ( L ) = 10 and length ( R ) = 10 and substr ( L , 1 , 4 ) = substr ( R , 1 , 4 ) and "
     "( "
     "substr ( L , 6 , 5 ) = '01-01' or substr ( R , 6 , 5 ) = '01-01' )",
     CONDITION_DATE_HEAPED, BOTH, 1},
    {"length ( L ) = 10 and length ( R ) = 10 and substr ( L , 9 , 2 ) = substr ( R , 9 , 2 ) and "
     "( "
     "substr ( L , 1 , 4 ) = substr ( R , 1 , 4 ) or substr ( L , 6 , 2 ) = substr ( R , 6 , 2 ) )",
     CONDITION_DATE_PART, BOTH, 1},
    {"length ( L ) = 10 and length ( R ) = 10 and substr ( L , 6 , 5 ) = substr ( R , 6 , 5 ) and "
     "abs ( cast ( substr ( L , 1 , 4 ) as int ) - cast ( substr ( R , 1 , 4 ) as int ) ) in ( 10 "
     ", "
     "11 , 543 )",
     CONDITION_DATE_SHIFTED, BOTH, 1},
    {"abs ( epoch ( try_strptime ( L , '%Y-%m-%d' ) ) - epoch ( try_strptime ( R , '%Y-%m-%d' ) ) "
     ") "
     "<= #",
     CONDITION_DATE_WITHIN, DUCKDB, SECONDS_A_DAY},
    {"abs ( unix_timestamp ( date ( try_to_timestamp ( L , 'yyyy-MM-dd' ) ) ) - unix_timestamp ( "
     "date ( try_to_timestamp ( R , 'yyyy-MM-dd' ) ) ) ) <= #",
     CONDITION_DATE_WITHIN, SPARK, SECONDS_A_DAY},
    {"abs ( epoch ( try_strptime ( L , ' ) ) - epoch ( try_strptime ( R , ' ) ) ) <= #",
     CONDITION_DATE_WITHIN, 0, SECONDS_A_DAY},
    {"abs ( unix_timestamp ( date ( try_to_timestamp ( L , ' ) ) ) - unix_timestamp ( date ( "
     "try_to_timestamp ( R , ' ) ) ) ) <= #",
     CONDITION_DATE_WITHIN, 0, SECONDS_A_DAY},
    {"abs ( cast ( L as double ) - cast ( R as double ) ) <= #", CONDITION_NUMBER_WITHIN, BOTH, 1},
    {"abs ( L - R ) <= #", CONDITION_NUMBER_WITHIN, 0, 1},
};

const char *sql_template(ConditionKind kind, bool spark, double *scale)
{
    for (size_t t = 0; t < sizeof TEMPLATES / sizeof *TEMPLATES; t++)
        if (TEMPLATES[t].kind == kind && (TEMPLATES[t].written & (spark ? SPARK : DUCKDB))) {
            *scale = TEMPLATES[t].scale;
            return TEMPLATES[t].text;
        }
    return NULL;
}

typedef struct Captures {
    Str column;
    double numbers[4];
    int number_count;
} Captures;

static bool token_matches(const SqlToken *token, Str piece, Captures *captures)
{
    double literal;
    if (str_is(piece, "L") || str_is(piece, "R")) {
        char side = piece.ptr[0] == 'L' ? 'l' : 'r';
        if (token->kind != SQL_COLUMN || token->side != side)
            return false;
        if (captures->column.len == 0)
            captures->column = token->text;
        return str_eq(captures->column, token->text);
    }
    if (str_is(piece, "#")) {
        if (token->kind != SQL_NUMBER || captures->number_count == 4)
            return false;
        captures->numbers[captures->number_count++] = token->number;
        return true;
    }
    if (piece.ptr[0] == '\'')
        return token->kind == SQL_TEXT &&
               (piece.len == 1 || str_eq(token->text, str_slice(piece, 1, piece.len - 1)));
    if (token->kind == SQL_NUMBER)
        return number_parse(piece, &literal) && literal >= token->number &&
               literal <= token->number;
    return (token->kind == SQL_WORD || token->kind == SQL_MARK) && str_eq(token->text, piece);
}

static bool template_matches(const SqlToken *tokens, int count, const char *text,
                             Captures *captures)
{
    *captures = (Captures){0};
    int i = 0;
    for (Str rest = str_from(text), piece; str_split(&rest, ' ', &piece); i++)
        if (i == count || !token_matches(&tokens[i], piece, captures))
            return false;
    return i == count;
}

static bool read_part(const SqlToken *tokens, int count, SqlCondition *out)
{
    for (size_t t = 0; t < sizeof TEMPLATES / sizeof *TEMPLATES; t++) {
        Captures captures;
        if (!template_matches(tokens, count, TEMPLATES[t].text, &captures))
            continue;
        *out = (SqlCondition){.kind = TEMPLATES[t].kind,
                              .column = captures.column,
                              .threshold = captures.numbers[0] / TEMPLATES[t].scale,
                              .from = 1,
                              .length = 1};
        if (out->kind == CONDITION_PART) {
            out->from = (int)captures.numbers[0];
            out->length = (int)captures.numbers[1];
            return captures.number_count == 4 && captures.numbers[0] == captures.numbers[2] &&
                   captures.numbers[1] == captures.numbers[3] && out->from >= 1 && out->length >= 1;
        }
        if (out->kind == CONDITION_PREFIX) {
            out->length = (int)captures.numbers[0];
            out->threshold = 0;
            return captures.numbers[0] == captures.numbers[1] && out->length >= 1;
        }
        return true;
    }
    /* a_l = b_r: half of an exchange of fields */
    if (count == 3 && tokens[0].kind == SQL_COLUMN && tokens[2].kind == SQL_COLUMN &&
        str_is(tokens[1].text, "=") && tokens[0].side != tokens[2].side) {
        bool turned = tokens[0].side == 'r';
        *out = (SqlCondition){.kind = CONDITION_SWAPPED,
                              .column = tokens[turned ? 2 : 0].text,
                              .column2 = tokens[turned ? 0 : 2].text};
        return true;
    }
    return false;
}

/* Both halves of an exchange become one condition; a half alone is not known. */
static bool join_swaps(SqlCondition *out, int *count)
{
    int kept = 0;
    for (int i = 0; i < *count; i++) {
        SqlCondition part = out[i];
        if (part.kind == CONDITION_SWAPPED) {
            if (i + 1 >= *count || out[i + 1].kind != CONDITION_SWAPPED ||
                !str_eq(part.column, out[i + 1].column2) ||
                !str_eq(part.column2, out[i + 1].column))
                return false;
            i++;
        }
        out[kept++] = part;
    }
    *count = kept;
    return true;
}

/* Outer parentheses around a whole part say nothing. */
static void strip_parentheses(const SqlToken **tokens, int *count)
{
    while (*count > 2 && str_is((*tokens)[0].text, "(") && (*tokens)[0].kind == SQL_MARK) {
        int depth = 0, i = 0;
        for (; i < *count; i++) {
            depth += (*tokens)[i].kind == SQL_MARK && str_is((*tokens)[i].text, "(");
            depth -= (*tokens)[i].kind == SQL_MARK && str_is((*tokens)[i].text, ")");
            if (depth == 0)
                break;
        }
        if (i != *count - 1)
            return;
        ++*tokens;
        *count -= 2;
    }
}

/* The end of the part that begins at `from`: the next word at depth 0, or the end. */
static int part_end(const SqlToken *tokens, int from, int count, const char *word)
{
    int depth = 0;
    for (int i = from; i < count; i++) {
        depth += tokens[i].kind == SQL_MARK && str_is(tokens[i].text, "(");
        depth -= tokens[i].kind == SQL_MARK && str_is(tokens[i].text, ")");
        if (depth == 0 && tokens[i].kind == SQL_WORD && str_is(tokens[i].text, word))
            return i;
    }
    return count;
}

/* a_l = b_r or b_l = a_r: names entered in each other's field. */
static bool read_crossed(const SqlToken *tokens, int count, SqlCondition *out)
{
    SqlCondition half[2];
    int middle = part_end(tokens, 0, count, "or"), rest = count - middle - 1;
    const SqlToken *one = tokens, *other = tokens + middle + 1;
    if (rest <= 0)
        return false;
    strip_parentheses(&one, &middle);
    strip_parentheses(&other, &rest);
    if (!read_part(one, middle, &half[0]) || !read_part(other, rest, &half[1]) ||
        half[0].kind != CONDITION_SWAPPED || half[1].kind != CONDITION_SWAPPED ||
        !str_eq(half[0].column, half[1].column2) || !str_eq(half[0].column2, half[1].column))
        return false;
    *out = half[0];
    out->kind = CONDITION_CROSSED;
    return true;
}

bool sql_conditions(const SqlTokens *tokens, SqlCondition *out, int *count)
{
    const SqlToken *items = tokens->items;
    int n = tokens->count;
    *count = 0;
    strip_parentheses(&items, &n);
    if (read_part(items, n, out) && out->kind != CONDITION_SWAPPED) {
        *count = 1;
        return true;
    }
    if (read_crossed(items, n, out)) {
        *count = 1;
        return true;
    }
    for (int from = 0; from < n;) {
        int to = part_end(items, from, n, "and"), length = to - from;
        const SqlToken *part = items + from;
        strip_parentheses(&part, &length);
        if (*count == MODEL_TERMS_MAX || !read_part(part, length, &out[(*count)++]))
            return false;
        from = to + 1;
    }
    return *count > 0 && join_swaps(out, count);
}

bool sql_null_columns(const SqlTokens *tokens, Str *names, int *count)
{
    *count = 0;
    const SqlToken *items = tokens->items;
    int n = tokens->count;
    strip_parentheses(&items, &n);
    for (int from = 0; from < n;) {
        int to = part_end(items, from, n, "or"), length = to - from;
        const SqlToken *part = items + from;
        strip_parentheses(&part, &length);
        if (length < 3 || !str_is(part[length - 2].text, "is") ||
            !str_is(part[length - 1].text, "null"))
            return false;
        Str column = {0};
        for (int i = 0; i < length; i++)
            if (part[i].kind == SQL_COLUMN)
                column = part[i].text;
        bool known = column.len == 0;
        for (int i = 0; i < *count; i++)
            known = known || str_eq(names[i], column);
        if (!known && *count == MODEL_ALIASES_MAX)
            return false;
        if (!known)
            names[(*count)++] = column;
        from = to + 1;
    }
    return *count > 0;
}
