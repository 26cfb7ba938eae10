#ifndef ROLLBOOK_LINK_SPLINK_SQL_H
#define ROLLBOOK_LINK_SPLINK_SQL_H

/* The SQL of Splink's levels and blocking rules: tokens, and the table of known conditions. */

#include "pipeline/link/model.h"

enum { SQL_TOKENS_MAX = 200 };

typedef enum SqlTokenKind {
    SQL_WORD,   /* lower-cased: functions, keywords */
    SQL_COLUMN, /* x_l, "x_r", l.x, r."x" */
    SQL_NUMBER,
    SQL_TEXT, /* 'text' */
    SQL_MARK, /* ( ) , = <= >= - ... */
} SqlTokenKind;

typedef struct SqlToken {
    SqlTokenKind kind;
    Str text;  /* the column's name without side */
    char side; /* 'l' or 'r' */
    double number;
} SqlToken;

typedef struct SqlTokens {
    SqlToken items[SQL_TOKENS_MAX];
    int count;
} SqlTokens;

/* Cuts SQL into tokens; the texts live in the arena. STATUS_CONFIG past SQL_TOKENS_MAX. */
void sql_tokens(SqlTokens *tokens, Arena *arena, Str sql, Error *err);

/*
 * The columns of "x is null or ..."; false where it is anything else. names has room for
 * MODEL_ALIASES_MAX.
 */
bool sql_null_columns(const SqlTokens *tokens, Str *names, int *count);

/*
 * How a condition is written: tokens with blanks between, L and R for the column's two sides, # for
 * its number, which is multiplied by *scale. NULL: the dialect cannot say it.
 */
const char *sql_template(ConditionKind kind, bool spark, double *scale);

/* One part of a conjunction. column2 is set for CONDITION_SWAPPED. */
typedef struct SqlCondition {
    ConditionKind kind;
    Str column, column2;
    double threshold;
    int from, length;
} SqlCondition;

/* Reads a conjunction of known conditions; false where some part is none. */
bool sql_conditions(const SqlTokens *tokens, SqlCondition *out, int *count);

#endif
