#ifndef ROLLBOOK_LINK_TRAIN_H
#define ROLLBOOK_LINK_TRAIN_H

/*
 * Learning a model from the data alone, without one labelled pair.
 *
 * u      exact levels: the chance that two random rows have the same value, from the values'
 *        frequencies; other levels: random pairs.
 * m      expectation-maximisation (A. P. Dempster, N. M. Laird, D. B. Rubin, JRSS B 39 (1977); for
 *        linkage W. E. Winkler 1988) within blocks where most pairs are matches: rows that agree on
 *        two telling fields. The blocks' own fields are left out, u is fixed, and of several such
 *        sessions the median counts, so that no single choice of blocks decides.
 * s      the same within blocks of one household, where same child and sibling are told apart by
 *        the individual fields alone, both free.
 * priors the shares of matches and siblings among all pairs, all else fixed.
 */

#include "pipeline/link/pairs.h"
#include "pipeline/link/training_rules.h"

/* u of every level. `random` holds patterns of random pairs. */
void train_u(LinkModel *model, const Comparer *comparer, const PatternTable *random);

/* The m's that sessions found; start from {0}. */
enum { TRAIN_SESSIONS_MAX = 12 };
typedef struct Sessions {
    double m[TRAIN_SESSIONS_MAX][MODEL_COMPARISONS_MAX][MODEL_LEVELS_MAX];
    bool active[TRAIN_SESSIONS_MAX][MODEL_COMPARISONS_MAX];
    int count;
} Sessions;

/* One session of EM on the patterns of a training rule's pairs; match_share is a first guess. */
void train_session(const LinkModel *model, const BlockRule *rule, const PatternTable *patterns,
                   double match_share, Sessions *sessions);

/*
 * What the training rules' pairs are in the eyes of weights that are known already. Sessions take
 * for granted that most of their pairs are matches; where people's answers have joined those
 * beforehand, or little has come in, EM would take whatever is most alike for the matches.
 */
typedef struct TrainEvidence {
    const LinkModel *known; /* has the model's comparisons with m; NULL: nothing is known */
    double pairs, matches;  /* over all rules */
    double richest;         /* matches of the rule that has most */
} TrainEvidence;

/* A known model with other comparisons or levels than the model's counts as none. */
TrainEvidence train_evidence(const LinkModel *model, const LinkModel *known);

/* Adds the pairs of one training rule: its matches by the known m and the model's own u. */
void train_weigh(TrainEvidence *evidence, const LinkModel *model, const TrainingRule *rule,
                 const PatternTable *patterns);

/* m of every level: the median over the sessions, or what is known where they teach too little. */
void train_m(LinkModel *model, const Sessions *sessions, const TrainEvidence *evidence);

/*
 * The sibling class, from pairs of one household, each of which stands for `each` pairs. Does
 * nothing in models without roles. pairs_total: how many pairs there are at all.
 */
void train_siblings(LinkModel *model, const PatternTable *household, double each,
                    double pairs_total);

/* No training finds a larger share of matches among all pairs. */
static const double TRAIN_PRIOR_MAX = 0.5;

/* The shares of matches and siblings, from the patterns of all candidates. */
void train_priors(LinkModel *model, const PatternTable *candidates, double pairs_total);

/* Pairs that the model could compare at all: n(n-1)/2, or across sources only; at least 1, so that
 * a share of them is a number before anybody has sent anything. */
double train_pairs_total(const LinkModel *model, const LinkTable *table);

#endif
