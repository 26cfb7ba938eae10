#ifndef ROLLBOOK_MAP_SUBMISSION_H
#define ROLLBOOK_MAP_SUBMISSION_H

/*
 * Submissions: what one file says for one center, kind and period (and, from forms, one instance),
 * and which of them is current (DESIGN section 3). Newer supersedes only what it covers.
 */

#include "pipeline/base/arena.h"
#include "pipeline/map/record_kind.h"
#include "pipeline/map/registry.h"
#include "pipeline/warehouse/db.h"
#include "pipeline/warehouse/issue.h"

/* Why one submission is later than another: compared in this order, where both have it. */
typedef struct Revision {
    Str content;       /* ISO time that the content gives: form's end, submission, list's date */
    Str file_date;     /* ISO day in the file's name */
    Str modified;      /* the document's own "modified" */
    int64_t first_run; /* the run that saw it first */
    Str path;
} Revision;

/* Part of a submission: a grade, or a programme. code empty: rows that name none. */
typedef struct SubmissionPart {
    Str code;
    int64_t rows;
} SubmissionPart;

enum { PARTS_MAX = 48 };

typedef struct Submission {
    int64_t id;
    int64_t source_file_id;
    RecordKind kind;
    Str center;   /* empty: not known */
    Str period;   /* empty: not known */
    Str instance; /* of ODK and Kobo: instanceID; empty: no form */
    Str replaces; /* deprecatedID */
    Revision revision;
    SubmissionPart parts[PARTS_MAX];
    int part_count;
    bool partial; /* its parts were stated for whole sheets or the file: it covers just these */
    Str layout;   /* recognised fields, for noticing a changed layout */
    FileAction action;
    int64_t rows, unused;
    const char *status; /* "current" ... */
    const char *reason; /* message key; NULL for current */
    int64_t superseded_by;
    bool split; /* some of its grades were made a submission of their own, or it is those */
} Submission;

typedef struct SubmissionSet SubmissionSet;

/* Texts given to the set must outlive it. */
SubmissionSet *submission_set_create(void);
void submission_set_free(SubmissionSet *set); /* NULL is allowed */

/*
 * The submission of a file for center, kind, period and instance; made where it is not there yet.
 * Borrowed until the next call.
 */
Submission *submission_get(SubmissionSet *set, int64_t source_file_id, RecordKind kind, Str center,
                           Str period, Str instance);
size_t submission_count(const SubmissionSet *set);
Submission *submission_at(SubmissionSet *set, size_t index);
size_t submission_index(const SubmissionSet *set, const Submission *submission);

/* The number of the next submission made; 1 unless said otherwise. */
void submission_number_from(SubmissionSet *set, int64_t id);
int64_t submission_next_id(const SubmissionSet *set);

/* Adds those of a file that another set has, under numbers of this one. */
void submission_adopt(SubmissionSet *set, SubmissionSet *of_file);

/* The same as submission_get for one that has a number already. */
Submission *submission_restore(SubmissionSet *set, int64_t id, int64_t source_file_id,
                               RecordKind kind, Str center, Str period, Str instance);

/* Counts a staged row. part: its grade or programme, may be empty; a new one goes to the arena. */
void submission_add_row(Submission *submission, Arena *arena, Str part);

/*
 * Decides which are current, superseded, held or rejected. drop_share: config.hold_drop_share.
 * Where a later file covers some grades of an earlier one, those become a submission of their own,
 * and their staged rows move to it.
 */
void submission_resolve(SubmissionSet *set, Db *db, double drop_share, Error *err);

/* Writes the table `submission` and takes the rows of held and rejected ones out of staging. */
void submission_write(SubmissionSet *set, Db *db, Error *err);

/* Which slot holds a kind's part: its grade or programme; SLOT_NONE: none. */
Slot submission_part_slot(RecordKind kind);

#endif
