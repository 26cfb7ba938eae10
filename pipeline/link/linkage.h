#ifndef ROLLBOOK_LINK_LINKAGE_H
#define ROLLBOOK_LINK_LINKAGE_H

/*
 * The whole engine on one table: block, compare, train, score, group. What `rollbook dedupe` runs,
 * and what stage_link runs for the register of children.
 */

#include "pipeline/link/cluster.h"
#include "pipeline/link/step_cost.h"

typedef struct LinkageOptions {
    bool train; /* even where the model is trained already */
    const LinkModel
        *known;         /* its m stand where the table teaches too little; NULL: there is none */
    int threads;        /* 0: as many as there are processors */
    uint64_t sample;    /* random pairs that u is learned from; 0: LINKAGE_SAMPLE */
    double floor_bits;  /* pairs below it are forgotten */
    double false_links; /* > 0: pairs join only as long as this share of wrong links is expected */
    ClusterForbids *forbids;
    void *forbids_self;
} LinkageOptions;

typedef enum LinkageStep {
    STEP_BLOCK,
    STEP_TRAIN,
    STEP_COMPARE,
    STEP_SCORE,
    STEP_GROUP,
    STEP_COUNT
} LinkageStep;

typedef struct Linkage {
    LinkModel *model;
    const LinkTable *table;
    Blocks *blocks;
    Comparer *comparer;
    Scorer *scorer;
    ScoredPairs pairs;
    Clusters clusters;
    uint64_t compared; /* candidate pairs */
    StepCost costs[STEP_COUNT];
} Linkage;

enum { LINKAGE_SEED = 20261121, LINKAGE_SAMPLE = 200000 };

/* Model and table are borrowed; a training changes the model. */
Linkage linkage_run(LinkModel *model, LinkTable *table, const LinkageOptions *options);
void linkage_free(Linkage *linkage);

/* A table with the model's columns first and its pools shared; `more` columns follow. */
LinkTable *linkage_table(const LinkModel *model, const char *const *more, int more_count);

#endif
