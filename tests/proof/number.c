#include "lib/base/number.c"
