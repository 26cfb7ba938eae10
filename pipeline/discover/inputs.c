#include "pipeline/discover/inputs.h"

#include "pipeline/base/file.h"
#include "pipeline/base/parallel.h"

#include <sys/stat.h>

/* What a file is for is told by the folder it lies in (DESIGN section 3). */
const char *input_purpose(const char *path)
{
    static const struct {
        Str folder;
        const char *purpose;
    } PURPOSES[] = {{STR_LIT("registry/"), "registry"},
                    {STR_LIT("review/"), "review"},
                    {STR_LIT("narrative/"), "narrative"}};
    for (size_t i = 0; i < sizeof PURPOSES / sizeof PURPOSES[0]; i++)
        if (str_starts_with(str_from(path), PURPOSES[i].folder))
            return PURPOSES[i].purpose;
    return "submission";
}

/* The folder's own READMEs explain it to people; they are no submissions. */
static bool is_readme(const char *path)
{
    const char *slash = strrchr(path, '/');
    return strcmp(slash ? slash + 1 : path, "README.md") == 0;
}

static void look_at(InputFile *file, Error *unreadable)
{
    struct stat info;
    digest_of_file(file->full, file->sha256, unreadable);
    if (error_ok(unreadable) && stat(file->full, &info) != 0)
        error_set(unreadable, STATUS_INPUT, "it is gone again");
    file->size = error_ok(unreadable) ? (int64_t)info.st_size : 0;
}

/* The task of a thread. Threads share no arena: the reason is asked for later. */
static void look_at_one(void *files, size_t i, int thread)
{
    InputFile *file = &((InputFile *)files)[i];
    Error unreadable = {0};
    (void)thread;
    look_at(file, &unreadable);
    if (!error_ok(&unreadable))
        file->trouble = "";
}

Inputs inputs_list(Arena *arena, const char *inputs_dir, Error *err)
{
    if (error_ok(err) && !file_is_folder(inputs_dir))
        error_set_at(err, STATUS_INPUT, (SourceRef){.file = inputs_dir},
                     "there is no such folder; it should hold what the centers sent");
    FileList found = file_walk(arena, inputs_dir, err);
    Inputs inputs = {arena_new_array(arena, InputFile, found.count), 0};
    for (size_t i = 0; i < found.count; i++)
        if (!is_readme(found.paths[i]))
            inputs.files[inputs.count++] = (InputFile){
                .path = found.paths[i], .full = file_join(arena, inputs_dir, found.paths[i])};
    parallel_run(parallel_threads(), inputs.count, look_at_one, inputs.files);
    for (size_t i = 0; i < inputs.count; i++) {
        Error unreadable = {0};
        InputFile *file = &inputs.files[i];
        if (!file->trouble)
            continue;
        look_at(file, &unreadable);
        file->trouble =
            error_ok(&unreadable) ? NULL : arena_cstr(arena, str_from(unreadable.message));
    }
    return inputs;
}

void inputs_digest(const Inputs *inputs, char out[DIGEST_TEXT_SIZE])
{
    Digest *digest = digest_create();
    for (size_t i = 0; i < inputs->count; i++) {
        const InputFile *file = &inputs->files[i];
        digest_update(digest, str_from(file->path));
        digest_update(digest, STR("\n"));
        digest_update(digest, file->trouble ? STR("unreadable") : str_from(file->sha256));
        digest_update(digest, STR("\n"));
    }
    digest_finish(digest, out);
}
