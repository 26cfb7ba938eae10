/* The list of reports made by C code. */

#include "reports/made.h"

const MadeReport MADE_REPORTS[] = {
    {NULL, NULL},
};
