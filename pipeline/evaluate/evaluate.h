#ifndef ROLLBOOK_EVALUATE_EVALUATE_H
#define ROLLBOOK_EVALUATE_EVALUATE_H

/*
 * `rollbook evaluate`: a warehouse against the truth beside invented submissions. Reads the
 * warehouse only; shares no code with the stages whose work it judges.
 */

#include "pipeline/evaluate/score_sheet.h"
#include "pipeline/evaluate/truth_table.h"

/* Who is who: pair_*, cluster_*, bcubed_*, twins, ids (linkage_score.c). */
void evaluate_linkage(const TruthTable *truth, Db *db, ScoreSheet *sheet, Error *err);

/* Rows: how many the stages found, with reasons for those they did not; values (row_score.c). */
void evaluate_rows(const TruthTable *truth, Db *db, ScoreSheet *sheet, Error *err);

/* Each trap that was laid: caught or not (trap_score.c says how each kind is told). */
void evaluate_traps(const TruthTable *truth, Db *db, ScoreSheet *sheet, Error *err);

/* indicator_value against the truth's figures (figure_score.c). */
void evaluate_figures(const TruthTable *truth, Db *db, ScoreSheet *sheet, Error *err);

/*
 * What simple means reach on the same staged rows (baseline.c): exact agreement of name and birth
 * date, and two-class Fellegi-Sunter with connected components at its best threshold.
 */
void evaluate_baselines(const TruthTable *truth, Db *db, ScoreSheet *sheet, Error *err);

/*
 * Writes decisions that impose the true identities: every record of a child tied to the child's
 * first, and children apart whom the warehouse took for one.
 */
void evaluate_impose(const TruthTable *truth, Db *db, const char *path, Error *err);

#endif
