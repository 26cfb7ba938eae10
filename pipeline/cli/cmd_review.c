/* rollbook review: the pairs that wait for a person. */

#include "pipeline/cli/office.h"

#include <stdio.h>

static const OptionSpec OPTIONS[] = {OFFICE_OPTIONS, {0}};

static int run(const Options *options, Error *err)
{
    Office office = office_open(options, err);
    Db *db = warehouse_read(office.outputs, err);
    Stmt *stmt = error_ok(err)
                     ? db_prepare(db,
                                  "SELECT p.left_id, p.right_id, p.weight_bits, p.chance,"
                                  " coalesce(p.rule, ''), coalesce(a.public_id, ''),"
                                  " coalesce(b.public_id, ''), coalesce(l.center_code, ''),"
                                  " coalesce(r.center_code, '') FROM link_pair p"
                                  " JOIN link_record l ON l.link_record_id = p.left_id"
                                  " JOIN link_record r ON r.link_record_id = p.right_id"
                                  " LEFT JOIN child_record x ON x.link_record_id = p.left_id"
                                  " LEFT JOIN child_record y ON y.link_record_id = p.right_id"
                                  " LEFT JOIN child a ON a.child_id = x.child_id"
                                  " LEFT JOIN child b ON b.child_id = y.child_id"
                                  " WHERE p.band = 'review'"
                                  " ORDER BY p.chance DESC, p.left_id, p.right_id",
                                  err)
                     : NULL;
    bool any = false;
    if (stmt)
        printf("left\tright\tweight_bits\tchance\trule\tleft_child\tright_child\tleft_center\t"
               "right_center\n");
    while (stmt && stmt_step(stmt, err)) {
        any = true;
        printf("%lld\t%lld\t%.2f\t%.4f", (long long)stmt_int(stmt, 0), (long long)stmt_int(stmt, 1),
               stmt_double(stmt, 2), stmt_double(stmt, 3));
        for (int i = 4; i < 9; i++)
            printf("\t%.*s", STR_ARG(stmt_str(stmt, i)));
        printf("\n");
    }
    stmt_free(stmt);
    db_close(db);
    office_close(&office);
    return any;
}

const Command COMMAND_REVIEW = {
    .name = "review",
    .arguments = "",
    .summary = "the pairs that wait for a person",
    .description =
        "One line a pair, those first whose answer likeliest changes the register; numbers and ids "
        "only. \"rollbook explain LEFT RIGHT\" "
        "shows one, \"rollbook decide LEFT RIGHT same|different\" answers it; the workbook in "
        "outputs/review/ shows them side by side. Exit code 1: there are some.",
    .options = OPTIONS,
    .max_arguments = 0,
    .run = run,
};
