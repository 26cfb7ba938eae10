#ifndef ROLLBOOK_LINK_CHILD_QUIET_H
#define ROLLBOOK_LINK_CHILD_QUIET_H

/*
 * Quiet centers: nothing that their rows come from has changed since last night. None of their
 * files was mapped anew, no submission came, went or changed its status, validate emptied the same
 * cells, and the same answers speak of them. Of such a center nothing is read from staging: its
 * rows, chains and entities are those that last night left in link_center. Centers that answers
 * join are quiet together, or not at all.
 */

#include "pipeline/base/map.h"
#include "pipeline/base/parallel.h"
#include "pipeline/link/child_pack.h"

/* What last night left of a unit (child_unit.h), under its first center. */
typedef struct KeptUnit {
    uint64_t files;  /* digest of what that one center's rows come from; 0: not known */
    uint64_t digest; /* of the rows, names and program */
    Str chains;      /* per row the place of its chain's first row: "0,1,0,3" */
    Str packed;
    bool stays;        /* the center is quiet: nothing of this is written */
    PackedUnit *quiet; /* NULL: the rows are read from staging */
} KeptUnit;

/* An answer's key and a record that has it. */
typedef struct KeyedRecord {
    int64_t record;
    Str key;
} KeyedRecord;

/* All that last night left, and what is known of tonight before rows are read. */
struct KeptChains {
    Map *by_center; /* to the place in items */
    KeptUnit *items;
    uint64_t assets;         /* digest of what ships with the program: names, models, rules */
    uint64_t seed;           /* of that and the program */
    Map *files;              /* of tonight, by center */
    const ChildRows **quiet; /* rows of quiet units */
    size_t quiet_count;
    KeyedRecord *keyed; /* of quiet rows too, by record */
    size_t keyed_count;
    Arena *arenas[PARALLEL_THREADS_MAX]; /* of each thread that unpacks; NULL: none did */
};

KeptChains kept_chains_read(const Batch *batch, Arena *arena, Error *err);
void kept_chains_free(KeptChains *kept);

/*
 * Finds the quiet units and unpacks them. temp.link_loud then has the submissions of all other
 * centers. Answers are to be read before.
 */
void kept_chains_find_quiet(KeptChains *kept, Db *db, const Decisions *decisions,
                            const SheetRanks *sheets, Error *err);

/* Gives quiet rows the content keys that answers speak of. */
void kept_chains_fill_keys(const KeptChains *kept, ChildRows *rows, Arena *arena);

/* What is kept of the unit that begins with a row; NULL: nothing. */
KeptUnit *kept_unit_of(const KeptChains *kept, const ChildRow *first);

/* Leaves all units for the next night: those that are not quiet are written. */
void kept_chains_write(Db *db, const KeptChains *kept, const ChildUnits *units,
                       const UnitContents *all, Error *err);

#endif
