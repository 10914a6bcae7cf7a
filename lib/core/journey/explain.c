/* Why a row was taken or not, noted while the step selects: the explanation comes from the same code path as the step. Select calls
 * it for every row it looks at; it does nothing unless the batch explains. Each row stands once for each event of a step, with
 * the verdict that matters most. */
#include "lib/core/journey/work.h"

static const uint8_t weight[] = {[TAPPA_VERDICT_NOT_THIS_STAGE] = 1, [TAPPA_VERDICT_SHADOWED] = 2, [TAPPA_VERDICT_FALSE] = 3,
                                 [TAPPA_VERDICT_FAILED] = 4, [TAPPA_VERDICT_PREEMPTED] = 6, [TAPPA_VERDICT_TAKEN] = 5};

static uint32_t
event_of(const struct tappa__work *w, uint32_t row)
{
    uint32_t kind = w->m->rows[row].kind;

    return kind == TAPPA__ALWAYS || kind == TAPPA__AFTER ? TAPPA_NONE : w->event.type;
}

static tappa_status
note(struct tappa__work *w, uint32_t row, uint32_t verdict, uint32_t by, const char *because)
{
    struct tappa_batch *b = w->b;
    size_t first = b->steps.items[w->step].considered_first;
    struct tappa_considered *c;

    for (size_t i = first; i < b->considered.count; i++) {
        c = &b->considered.items[i];
        if (c->row != row || c->event != event_of(w, row))
            continue;
        if (weight[verdict] > weight[c->verdict]) {
            c->verdict = verdict;
            c->by = by;
            c->because = because;
        }
        return TAPPA_OK;
    }
    c = TAPPA__PUSH(b, considered);
    if (!c)
        return TAPPA_ENOMEM;
    *c = (struct tappa_considered){.row = row, .verdict = verdict, .by = by, .step = w->step, .event = event_of(w, row),
                                   .because = because};
    return TAPPA_OK;
}

tappa_status
tappa__explain(struct tappa__work *w, uint32_t row, uint32_t verdict, uint32_t by)
{
    return w->b->explain ? note(w, row, verdict, by, "") : TAPPA_OK;
}

/* The condition did not hold: which part of it, on which values. */
tappa_status
tappa__explain_guard(struct tappa__work *w, uint32_t row)
{
    struct tappa__buffer buffer;
    struct tappa__text because;
    uint32_t guard = w->m->rows[row].guard, verdict = TAPPA_VERDICT_FALSE;

    if (!w->b->explain)
        return TAPPA_OK;
    for (size_t i = 0; i < w->b->failed.count; i++)
        if (w->b->failed.items[i] == guard)
            verdict = TAPPA_VERDICT_FAILED;
    tappa__buffer_init(&buffer, &w->b->allocator);
    tappa__program_blame(w->m->expressions[guard].program, &w->evaluator, &buffer);
    because = tappa__arena_text(&w->b->text, buffer.s ? buffer.s : "", buffer.n);
    if (buffer.failed)
        because.s = NULL;
    tappa__buffer_free(&buffer);
    return because.s ? note(w, row, verdict, TAPPA_NONE, because.s) : TAPPA_ENOMEM;
}

/* Rows that the event would have reached, had their stage been active. */
tappa_status
tappa__explain_elsewhere(struct tappa__work *w)
{
    const struct tappa_model *m = w->m;

    for (uint32_t r = m->entry.count; w->b->explain && r < m->row_count; r++) {
        const struct tappa_transition *row = &m->rows[r];
        int fits = 0;

        if ((row->kind != TAPPA__WHEN && row->kind != TAPPA__DONE) || tappa__bit(w->active, row->source))
            continue;
        for (uint32_t i = 0; i < row->patterns.count; i++)
            fits |= tappa__pattern_matches(&m->patterns[row->patterns.first + i], w->event.type, w->event.name);
        if (fits && note(w, r, TAPPA_VERDICT_NOT_THIS_STAGE, TAPPA_NONE, ""))
            return TAPPA_ENOMEM;
    }
    return TAPPA_OK;
}
