/* What the public getters share: a text as a C string, a title in a language. */
#ifndef TAPPA__MODEL_GETTERS_H
#define TAPPA__MODEL_GETTERS_H

#include "lib/core/model/model.h"

/* The texts of a model live in its arena and end in a NUL; an absent one has no pointer. */
static inline const char *
tappa__c_string(struct tappa__text t)
{
    return t.s != NULL ? t.s : "";
}

/* The title in `language`; failing that in its main part ("it" for "it-CH"), failing that the first one written. NULL: none at all. */
const char *tappa__title_in(const struct tappa_model *m, struct tappa__span titles, const char *language);

#endif
