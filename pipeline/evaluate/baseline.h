#ifndef ROLLBOOK_EVALUATE_BASELINE_H
#define ROLLBOOK_EVALUATE_BASELINE_H

/*
 * The two simple means against which linkage is measured, on arrays so that tests can feed them.
 */

#include "pipeline/base/str.h"
#include "pipeline/evaluate/cluster_score.h"

typedef enum BaselineField {
    BASELINE_NAME,
    BASELINE_BIRTH, /* ISO day, or empty */
    BASELINE_SEX,
    BASELINE_FATHER,
    BASELINE_MOTHER,
    BASELINE_PHONE,
    BASELINE_FIELDS,
} BaselineField;

typedef struct BaselineRecord {
    Str fields[BASELINE_FIELDS]; /* folded; empty: missing */
    int32_t truth;
} BaselineRecord;

/* Records with the same name and birth date are one; without either they stand alone. */
ClusterScore baseline_exact(const BaselineRecord *records, size_t count);

/*
 * Fellegi and Sunter (1969) with two classes, parameters by EM (Winkler 1988), Jaro-Winkler levels
 * for names as Splink's defaults have them, connected components. The threshold is the best one of
 * whole bits, chosen with the truth: an upper bound of what the method can do.
 */
ClusterScore baseline_two_class(const BaselineRecord *records, size_t count, int *threshold_bits);

/* Jaro-Winkler similarity of bytes (Winkler 1990), 0 ... 1; prefix weight 0.1, at most 4. */
double baseline_jaro_winkler(Str a, Str b);

#endif
