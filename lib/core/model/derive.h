/* The parts of tappa__model_derive(). */
#ifndef TAPPA__DERIVE_H
#define TAPPA__DERIVE_H

#include "lib/core/model/model.h"

/* The nearest stage that a row of `row->source` with these targets stays in: SCXML's transition domain. */
uint32_t tappa__domain(const struct tappa_model *m, const struct tappa_transition *row, const uint32_t *targets,
                       uint32_t count);
/* Where each fact of a journey stands in its state. */
tappa_status tappa__derive_layout(struct tappa_model *m);
/* The table of rows that need neither actions nor programs. */
tappa_status tappa__derive_fast(struct tappa_model *m);
/* Dump and fingerprint. */
tappa_status tappa__model_seal(struct tappa_model *m);

#endif
