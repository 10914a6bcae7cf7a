/* Values from outside. */
#ifndef TAPPA__EXPR_INPUT_H
#define TAPPA__EXPR_INPUT_H

#include "tappa/base.h"

/* TAPPA_OK; TAPPA_EINVAL: no kind, data missing, bad UTF-8, a map's key of another kind; TAPPA_ETIME; TAPPA_ELIMIT: nested deeper than
 * 64, or more than a million values. An UNSET value is TAPPA_EINVAL: where absence is allowed the caller asks first. */
tappa_status tappa__value_check(const struct tappa_value *v);

#endif
