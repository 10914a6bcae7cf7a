#include "lib/core/expr/arithmetic.c"
