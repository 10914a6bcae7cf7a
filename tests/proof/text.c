#include "lib/base/text.c"
