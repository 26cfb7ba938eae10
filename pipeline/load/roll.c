#include "pipeline/load/roll.h"

#include "pipeline/base/mem.h"

Roll roll_read(Db *db, TextPool *texts, Error *err)
{
    enum { FIRST_NAME = 5 };
    Roll roll = {0};
    Stmt *stmt =
        db_prepare(db,
                   "SELECT child_id, center_code, school_year, grade_code, student_code, full_name,"
                   " name_my, name_en, name_th, name_karen, first_name || ' ' || last_name"
                   " FROM temp.observation WHERE school_year IS NOT NULL ORDER BY rowid",
                   err);
    while (stmt_step(stmt, err)) {
        x_grow(roll.rows, roll.cap, roll.count + 1);
        RollRow *row = &roll.rows[roll.count++];
        *row = (RollRow){.child_id = stmt_int(stmt, 0),
                         .center = text_pool_share(texts, stmt_str(stmt, 1)),
                         .school_year = text_pool_share(texts, stmt_str(stmt, 2)),
                         .grade = text_pool_share(texts, stmt_str(stmt, 3)),
                         .student_code = text_pool_share(texts, stmt_str(stmt, 4))};
        for (int i = 0; i < ROLL_NAMES; i++)
            row->names[i] = text_pool_share(texts, stmt_str(stmt, FIRST_NAME + i));
    }
    stmt_free(stmt);
    return roll;
}

void roll_free(Roll *roll)
{
    x_free(roll->rows);
    *roll = (Roll){0};
}
