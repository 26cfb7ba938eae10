/* A scanner over SQL's tokens (https://sqlite.org/lang_keywords.html, lang_comment.html). */

#include "reports/query/sql_text.h"

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || (unsigned char)c >= 0x80;
}

/* The next token at *pos: a word, a quoted piece or one character. False at the end. */
static bool next_token(Str sql, size_t *pos, Str *token)
{
    size_t at = *pos;
    for (;;) {
        while (at < sql.len && strchr(" \t\r\n\f", sql.ptr[at]))
            at++;
        if (str_starts_with(str_slice(sql, at, sql.len), STR("--"))) {
            at = str_find(sql, STR("\n"), at);
        } else if (str_starts_with(str_slice(sql, at, sql.len), STR("/*"))) {
            at = str_find(sql, STR("*/"), at + 2);
            at = at < sql.len ? at + 2 : at;
        } else {
            break;
        }
    }
    if (at >= sql.len)
        return false;
    size_t from = at;
    char c = sql.ptr[at++];
    if (c == '\'' || c == '"' || c == '`' || c == '[') {
        char close = c == '[' ? ']' : c;
        while (at < sql.len && sql.ptr[at] != close)
            at++;
        at = at < sql.len ? at + 1 : at;
    } else if (is_word(c)) {
        while (at < sql.len && is_word(sql.ptr[at]))
            at++;
    }
    *token = str_slice(sql, from, at);
    *pos = at;
    return true;
}

bool sql_has_outer_order(Str sql)
{
    int depth = 0;
    bool order = false;
    Str token;
    for (size_t pos = 0; next_token(sql, &pos, &token);) {
        if (token.ptr[0] == '(')
            depth++;
        else if (token.ptr[0] == ')')
            depth--;
        else if (depth == 0 && order && str_eq_ignore_case(token, STR("by")))
            return true;
        order = depth == 0 && str_eq_ignore_case(token, STR("order"));
    }
    return false;
}

bool sql_is_blank(Str sql)
{
    Str token;
    for (size_t pos = 0; next_token(sql, &pos, &token);)
        if (token.ptr[0] != ';')
            return false;
    return true;
}
