/* What the drawings share: the model as they see it, through the public headers alone, and how rows are put into words. */
#ifndef TAPPA__EXCHANGE_DRAW_H
#define TAPPA__EXCHANGE_DRAW_H

#include "lib/base/memory.h"
#include "tappa/model.h"

/* One drawing under construction. Stages are their index in the model; TAPPA_NONE stands for the model itself. */
struct tappa__picture {
    const tappa_model *model;
    const char *language;
    struct tappa__buffer *out;
    struct tappa__arena *arena;
    uint32_t stage_count, row_count;
    uint32_t *parent;     /* by stage: TAPPA_NONE at top level */
    uint32_t *end;        /* by stage: one past the last descendant */
    int32_t *kind;        /* by stage: TAPPA_STAGE_ */
    uint32_t *fallback;   /* by stage: the row of its `initial`, of a history its `default`; TAPPA_NONE */
    uint32_t first_stage; /* where a journey starts without `entry`; TAPPA_NONE: there are entry rows */
};

/* Reads what is above; TAPPA_OK, TAPPA_ENOMEM. */
tappa_status tappa__picture_open(struct tappa__picture *p);

tappa_status tappa__draw_dot(struct tappa__picture *p);
tappa_status tappa__draw_mermaid(struct tappa__picture *p);
tappa_status tappa__draw_scxml(struct tappa__picture *p);
tappa_status tappa__draw_svg(struct tappa__picture *p);

static inline int
tappa__picture_is_history(const struct tappa__picture *p, uint32_t stage)
{
    return p->kind[stage] == TAPPA_STAGE_HISTORY_SHALLOW || p->kind[stage] == TAPPA_STAGE_HISTORY_DEEP;
}

static inline int
tappa__picture_is_inside(const struct tappa__picture *p, uint32_t stage, uint32_t ancestor)
{
    return ancestor == TAPPA_NONE || (ancestor < stage && stage < p->end[ancestor]);
}

/* A row that is drawn as an arrow: an entry row or a transition with targets, neither an `initial` nor a `default`. */
int tappa__picture_is_arrow(const tappa_transition *row);
/* The stage, or TAPPA_NONE. */
uint32_t tappa__picture_source(const tappa_transition *row);
uint32_t tappa__picture_target(const tappa_transition *row, uint32_t index);
const char *tappa__picture_title(const struct tappa__picture *p, uint32_t stage);

/* Empties a buffer for the next label; that an earlier one failed is not forgotten, as tappa__buffer_reset() would. */
void tappa__label_begin(struct tappa__buffer *out);
/* What a row waits for, in words: "Product Viewed, Store Visited", "after 14d", "always", "done"; "" for defaults. */
void tappa__label_cause(const tappa_transition *row, struct tappa__buffer *out);
/* The same and its title, or its condition, each cut to `most` characters (0: whole). One line. */
void tappa__label_row(const struct tappa__picture *p, const tappa_transition *row, uint32_t most,
                      struct tappa__buffer *out);
/* Everything of a row: cause, condition, title. One line. */
void tappa__label_whole(const struct tappa__picture *p, const tappa_transition *row, struct tappa__buffer *out);
/* Appends a text cut to so many characters, the last one "…" where it was longer; 0: whole. Line breaks and tabs become blanks. */
void tappa__label_cut(const char *s, size_t n, uint32_t most, struct tappa__buffer *out);
/* XML text and attribute values alike; what XML cannot hold becomes U+FFFD. */
void tappa__xml_escape(struct tappa__buffer *out, const char *s, size_t n);

#endif
