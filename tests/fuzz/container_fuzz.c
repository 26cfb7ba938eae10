/* The zip container alone: directory, checks, inflating. */

#include "pipeline/read/container.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_create();
    Error err = {0};
    Container *container =
        container_open(arena, (Str){(const char *)data, size}, &READ_LIMITS, &err);
    for (size_t i = 0; container && i < container->count && i < 64; i++) {
        Error part = {0};
        part_read_all(arena, container, &container->entries[i], 1 << 20, &part);
    }
    arena_free(arena);
    return 0;
}
