#ifndef ROLLBOOK_TESTS_SUPPORT_TEST_H
#define ROLLBOOK_TESTS_SUPPORT_TEST_H

/* What every cmocka test includes, in the order that cmocka wants. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "pipeline/base/arena.h"
#include "pipeline/base/error.h"
#include "pipeline/base/file.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* Fails with both texts where they differ. */
#define assert_str(actual, expected)                                                               \
    do {                                                                                           \
        Str actual_ = (actual);                                                                    \
        char text_[1024];                                                                          \
        snprintf(text_, sizeof text_, "%.*s", STR_ARG(actual_));                                   \
        assert_string_equal(text_, expected);                                                      \
    } while (0)

/* Fails with the message where something failed. */
#define assert_ok(err) assert_string_equal((err).message, "")

/* A folder of the test's own, below /tmp; remove it with file_remove_tree. In the arena. */
static inline const char *test_folder(Arena *arena)
{
    char name[] = "/tmp/rollbook-test.XXXXXX";
    assert_non_null(mkdtemp(name));
    return arena_cstr(arena, str_from(name));
}

static inline void test_folder_remove(const char *folder)
{
    Error ignored = {0};
    file_remove_tree(folder, &ignored);
}

#endif
