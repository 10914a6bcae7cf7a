#include "lib/base/time.c"
