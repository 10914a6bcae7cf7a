/* Between the two files that write SCXML. */
#ifndef TAPPA__EXCHANGE_SCXML_H
#define TAPPA__EXCHANGE_SCXML_H

#include "lib/base/text.h"
#include "lib/exchange/draw/draw.h"

struct tappa__scxml {
    struct tappa__picture *p;
    struct tappa__text *stage_ids, *event_ids; /* valid and unique XML ids, made from the names */
    uint32_t *first_row, *next_row;            /* by stage: its rows in the order of the model */
    uint32_t event_count;
};

/* The id of the state that stands for "no journey yet". Ids made from names never have two dots in a row. */
#define TAPPA__SCXML_ENTRY "tappa..entry"

/* An XML name made from any text: what it cannot hold becomes `_`. */
struct tappa__text tappa__scxml_mangle(struct tappa__picture *p, const char *s, size_t n);
void tappa__scxml_indent(struct tappa__picture *p, uint32_t depth);
void tappa__scxml_targets(struct tappa__scxml *x, const char *attribute, const tappa_transition *row);
/* The rows of a stage with the sends that their timers need; TAPPA_NONE: the entry rows. */
void tappa__scxml_rows(struct tappa__scxml *x, uint32_t stage, uint32_t depth);

#endif
