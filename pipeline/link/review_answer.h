#ifndef ROLLBOOK_LINK_REVIEW_ANSWER_H
#define ROLLBOOK_LINK_REVIEW_ANSWER_H

/*
 * Answers in review workbooks that people put into inputs/review/. A sheet is one where a row has
 * the headings left_key and right_key (hidden columns of the workbook that the program wrote); the
 * answer stands in column B, the reason in column C, in any of the program's languages.
 */

#include "pipeline/link/decision.h"

/*
 * Adds the answers to the decisions, workbooks in the order of their paths, before the lines of
 * decisions.tsv, which are said later and count more. An unreadable workbook is a warning in the
 * log; an answer that is none of the choices is left open.
 */
void review_answers_read(const Batch *batch, Arena *arena, Decisions *decisions, Error *err);

#endif
