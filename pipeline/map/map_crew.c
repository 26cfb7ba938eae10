#include "pipeline/map/map_crew.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"

#include <pthread.h>

enum {
    CREW_MAX = 4,       /* threads: each has dictionaries of its own */
    FILES_AHEAD = 32,   /* of the one that is written */
    PIECES_WAITING = 8, /* of one file */
};

/* One file. */
typedef struct CrewFile {
    MapPiece *first, *last; /* not yet taken */
    int waiting;
    bool done;
    SubmissionSet *submissions;
    Error err;
} CrewFile;

typedef struct CrewMember {
    MapCrew *crew;
    pthread_t thread;
    bool started;
    MapTools tools;
    size_t file; /* at hand */
} CrewMember;

struct MapCrew {
    const Batch *batch;
    const MapStage *stage;
    const MapFile *files;
    CrewFile *work; /* as many */
    size_t count;
    const char *warehouse;
    CrewMember members[CREW_MAX];
    pthread_mutex_t lock; /* over everything below, and over work */
    pthread_cond_t changed;
    size_t next, writing;
    bool stopped;
};

/* --- a member --------------------------------------------------------------------------------- */

/* The next file to map; false: there is none, or nobody wants it. */
static bool next_file(MapCrew *crew, size_t *file)
{
    pthread_mutex_lock(&crew->lock);
    for (;;) {
        while (crew->next < crew->count && crew->files[crew->next].kept)
            crew->next++;
        if (crew->stopped || crew->next <= crew->writing + FILES_AHEAD || crew->next == crew->count)
            break;
        pthread_cond_wait(&crew->changed, &crew->lock);
    }
    bool found = !crew->stopped && crew->next < crew->count;
    if (found)
        *file = crew->next++;
    pthread_mutex_unlock(&crew->lock);
    return found;
}

static void leave_piece(void *self, MapPiece *piece, Error *err)
{
    CrewMember *member = self;
    MapCrew *crew = member->crew;
    CrewFile *work = &crew->work[member->file];
    (void)err;
    pthread_mutex_lock(&crew->lock);
    while (!crew->stopped && work->waiting >= PIECES_WAITING)
        pthread_cond_wait(&crew->changed, &crew->lock);
    if (work->last)
        work->last->next = piece;
    else
        work->first = piece;
    work->last = piece;
    work->waiting++;
    pthread_cond_broadcast(&crew->changed);
    pthread_mutex_unlock(&crew->lock);
}

static void finish_file(CrewMember *member, SubmissionSet *submissions, const Error *err)
{
    MapCrew *crew = member->crew;
    CrewFile *work = &crew->work[member->file];
    pthread_mutex_lock(&crew->lock);
    work->submissions = submissions;
    work->err = *err;
    work->done = true;
    pthread_cond_broadcast(&crew->changed);
    pthread_mutex_unlock(&crew->lock);
}

static void *map_files(void *argument)
{
    CrewMember *member = argument;
    MapCrew *crew = member->crew;
    Error err = {0}; /* stays: what fails for one file fails the stage */
    Db *db = db_open(crew->warehouse, DB_READ, &err);
    map_tools_open(&member->tools, crew->batch->assets, crew->batch->inputs_dir, crew->batch->as_of,
                   &err);
    member->tools.corrections = crew->stage->tools.corrections;
    MapOutput out = {.full = leave_piece, .self = member};
    MapRun run = {.tools = &member->tools,
                  .reader = grid_reader_open(db, &err),
                  .out = &out,
                  .assumed = crew->stage->assumed};
    while (next_file(crew, &member->file)) {
        run.submissions = submission_set_create();
        if (error_ok(&err))
            file_map(&run, &crew->files[member->file], &err);
        map_output_flush(&out, &err);
        finish_file(member, run.submissions, &err);
    }
    grid_reader_close(run.reader);
    db_close(db);
    return NULL;
}

/* --- the caller ------------------------------------------------------------------------------- */

MapCrew *map_crew_open(const Batch *batch, const MapStage *stage, const MapFile *files,
                       size_t count, Error *err)
{
    size_t to_map = 0;
    for (size_t i = 0; i < count; i++)
        to_map += !files[i].kept;
    const char *warehouse = error_ok(err) ? db_shared_file(batch->db, err) : NULL;
    int threads = parallel_threads();
    if (!warehouse || threads < 2 || to_map < 2)
        return NULL;
    MapCrew *crew = x_new(MapCrew);
    crew->batch = batch;
    crew->stage = stage;
    crew->files = files;
    crew->work = x_new_array(CrewFile, count);
    crew->count = count;
    crew->warehouse = warehouse;
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->changed, NULL);
    bool any = false;
    for (int i = 0; i < threads && i < CREW_MAX; i++) {
        CrewMember *member = &crew->members[i];
        member->crew = crew;
        member->started = pthread_create(&member->thread, NULL, map_files, member) == 0;
        any = any || member->started;
    }
    if (any)
        return crew;
    map_crew_close(crew);
    return NULL;
}

void map_crew_close(MapCrew *crew)
{
    if (!crew)
        return;
    pthread_mutex_lock(&crew->lock);
    crew->stopped = true;
    pthread_cond_broadcast(&crew->changed);
    pthread_mutex_unlock(&crew->lock);
    for (int i = 0; i < CREW_MAX; i++) {
        if (!crew->members[i].started)
            continue;
        pthread_join(crew->members[i].thread, NULL);
        map_tools_close(&crew->members[i].tools);
    }
    for (size_t i = 0; i < crew->count; i++) {
        for (MapPiece *piece = crew->work[i].first, *next; piece; piece = next) {
            next = piece->next;
            map_piece_free(piece);
        }
        submission_set_free(crew->work[i].submissions);
    }
    pthread_cond_destroy(&crew->changed);
    pthread_mutex_destroy(&crew->lock);
    x_free(crew->work);
    x_free(crew);
}

MapPiece *map_crew_take(MapCrew *crew, size_t file, Error *err)
{
    if (!error_ok(err))
        return NULL;
    CrewFile *work = &crew->work[file];
    pthread_mutex_lock(&crew->lock);
    crew->writing = file;
    pthread_cond_broadcast(&crew->changed);
    while (!work->first && !work->done)
        pthread_cond_wait(&crew->changed, &crew->lock);
    MapPiece *piece = work->first;
    if (piece) {
        work->first = piece->next;
        if (!work->first)
            work->last = NULL;
        work->waiting--;
    } else if (!error_ok(&work->err)) {
        *err = work->err;
    }
    pthread_mutex_unlock(&crew->lock);
    return piece;
}

SubmissionSet *map_crew_submissions(MapCrew *crew, size_t file)
{
    return crew->work[file].submissions;
}
