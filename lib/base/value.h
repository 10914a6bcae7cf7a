/* What values must be to be looked into, wherever they come from. */
#ifndef TAPPA__VALUE_H
#define TAPPA__VALUE_H

#include "tappa/base.h"

#define TAPPA__VALUE_NESTING 64 /* levels of lists and maps in each other */

/* Whether all that it leads to is there, in no more levels than a value may have. */
int tappa__value_is_whole(const struct tappa_value *value);

#endif
