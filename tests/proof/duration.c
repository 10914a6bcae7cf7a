#include "lib/base/duration.c"
