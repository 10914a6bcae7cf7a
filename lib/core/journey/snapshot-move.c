/* The inside of a snapshot: stages, clocks, timers, histories, slots and sends, read by their stable names into a journey at work.
 * snapshot-read.c calls it. Under another version of the model names go through `migrate`; what has no place is dropped, what
 * stands in a new stage is armed anew, and the batch says so. Nothing is trusted: every index comes from a name that was found. */
#include <string.h>

#include "lib/core/journey/snapshot.h"

static void
fail(struct tappa__mover *mover, tappa_status status)
{
    if (!mover->status)
        mover->status = status;
    mover->c->bad = 1;
}

void
tappa__tell_moved(struct tappa__mover *mover, uint32_t what, struct tappa__text name, uint32_t stage, int64_t due)
{
    struct tappa_batch *b = mover->w->b;
    struct tappa_moved *m = TAPPA__PUSH(b, moved);
    struct tappa__text copy = tappa__arena_text(&b->text, name.s, name.n);

    if (!m || !copy.s) {
        fail(mover, TAPPA_ENOMEM);
        return;
    }
    *m = (struct tappa_moved){.what = what, .stage = stage, .name = copy.s, .due = due};
}

/* A stage that is not there, or is nothing a journey can be in: under another version the batch names it. */
static void
unknown_stage(struct tappa__mover *mover, struct tappa__text name)
{
    if (mover->moved)
        tappa__tell_moved(mover, TAPPA_MOVED_DROPPED, name, TAPPA_NONE, 0);
    fail(mover, mover->moved ? TAPPA_ENAME : TAPPA_ESNAPSHOT);
}

uint32_t
tappa__moved_stage(struct tappa__mover *mover, struct tappa__text name)
{
    const struct tappa_model *m = mover->w->m;
    uint32_t stage;

    if (mover->c->bad)
        return TAPPA_NONE;
    for (uint32_t i = 0; mover->moved && i < m->mapping_count; i++)
        if ((int64_t)m->mappings[i].from_version == mover->version && tappa__text_equal(m->mappings[i].old_stage, name))
            return m->mappings[i].stage;
    stage = tappa__model_stage(m, name);
    if (stage == TAPPA_NONE)
        unknown_stage(mover, name);
    return stage;
}

/* ---- active stages ---- */

static int
is_timer(const struct tappa_model *m, uint32_t row, int64_t delay)
{
    return m->rows[row].kind == TAPPA__AFTER && m->rows[row].group == row && m->rows[row].delay == delay;
}

/* A stage keeps its timers where their delay is still there, under another name as well: what has fired since it was entered does not fire again. */
static void
read_timers(struct tappa__mover *mover, struct tappa__text name, uint32_t stage, struct tappa__cursor_bytes *c)
{
    const struct tappa_model *m = mover->w->m;
    uint32_t count = tappa__read_count(c, 2), next = stage == TAPPA_NONE ? 0 : m->stages[stage].rows.first;
    uint32_t end = stage == TAPPA_NONE ? 0 : next + m->stages[stage].rows.count;

    for (uint32_t i = 0; i < count; i++) {
        int64_t delay = (int64_t)tappa__read_number(c), due = tappa__read_time(c);
        uint32_t r = next;

        while (r < end && !is_timer(m, r, delay))
            r++;
        if (r < end) {
            mover->w->words[m->at_timers + m->rows[r].timer] = due ? due : TAPPA_NEVER;
            mover->settled[m->rows[r].timer] = 1;
            next = r + 1;
        } else if (due && mover->moved) {
            tappa__tell_moved(mover, TAPPA_MOVED_DROPPED, name, stage, due);
        }
    }
}

struct places { /* active stages as read: what the new active set is made of */
    uint32_t *stages;
    int64_t *entered;
    uint32_t count;
};

/* First pass: names, clocks and timers of what was active. */
static void
read_active(struct tappa__mover *mover, struct tappa__cursor_bytes *c, struct places *p)
{
    struct tappa__work *w = mover->w;
    uint32_t count = tappa__read_count(c, 3);

    p->stages = tappa__arena_alloc(&w->b->text, (count + 1) * sizeof *p->stages);
    p->entered = tappa__arena_alloc(&w->b->text, (count + 1) * sizeof *p->entered);
    if (!p->stages || !p->entered) {
        fail(mover, TAPPA_ENOMEM);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct tappa__text name = tappa__read_text(c);
        int64_t entered = tappa__read_time(c);
        uint32_t stage = tappa__moved_stage(mover, name);

        if (stage != TAPPA_NONE && tappa__is_history(&w->m->stages[stage]))
            unknown_stage(mover, name);
        read_timers(mover, name, stage, c);
        if (c->bad)
            return;
        if (stage == TAPPA_NONE) {
            tappa__tell_moved(mover, TAPPA_MOVED_DROPPED, name, TAPPA_NONE, 0);
            continue;
        }
        if (!tappa__text_equal(w->m->stages[stage].name, name))
            tappa__tell_moved(mover, TAPPA_MOVED_MAPPED, name, stage, 0);
        p->stages[p->count] = stage;
        p->entered[p->count++] = entered;
    }
}

/* Every active stage has exactly the children active that its kind asks for. */
static int
is_legal(const struct tappa__work *w)
{
    const struct tappa_model *m = w->m;
    uint32_t top = 0;

    for (uint32_t s = 0; s < m->stage_count; s++) {
        uint32_t children = 0, active = 0;

        if (!tappa__bit(w->active, s))
            continue;
        top += m->stages[s].parent == TAPPA_NONE;
        if (m->stages[s].parent != TAPPA_NONE && !tappa__bit(w->active, m->stages[s].parent))
            return 0;
        for (uint32_t c = s + 1; c < m->stages[s].end; c = m->stages[c].end) {
            if (tappa__is_history(&m->stages[c]))
                continue;
            children++;
            active += (uint32_t)tappa__bit(w->active, c);
        }
        if (m->stages[s].kind == TAPPA__PARALLEL ? active != children : children && active != 1)
            return 0;
    }
    return top == 1;
}

/* Timers that the snapshot did not have are armed as if the stage had always been this one: counted from its entering. */
static void
arm_anew(struct tappa__mover *mover, uint32_t stage)
{
    struct tappa__work *w = mover->w;
    const struct tappa_stage *s = &w->m->stages[stage];
    int64_t entered = w->words[w->m->at_clocks + s->clock];

    for (uint32_t r = s->rows.first; s->timer_count && r < s->rows.first + s->rows.count; r++) {
        const struct tappa_transition *row = &w->m->rows[r];
        int64_t due;

        if (row->kind != TAPPA__AFTER || row->group != r || mover->settled[row->timer])
            continue;
        if (!mover->moved) {
            fail(mover, TAPPA_ESNAPSHOT);
            return;
        }
        due = tappa__timer_first(row, w->subject->zone, entered);
        w->words[w->m->at_timers + row->timer] = due;
        tappa__tell_moved(mover, TAPPA_MOVED_REARMED, s->name, stage, due);
    }
}

/* Under another version: the stages that were kept are entered as a start would, without actions, so that new regions and
 * defaults are filled in. */
static void
complete_active(struct tappa__mover *mover, const struct places *p)
{
    struct tappa__work *w = mover->w;
    const struct tappa_model *m = w->m;
    uint32_t *innermost = tappa__arena_alloc(&w->b->text, (p->count + 1) * sizeof *innermost), count = 0;

    if (!innermost) {
        fail(mover, TAPPA_ENOMEM);
        return;
    }
    for (uint32_t i = 0; i < p->count; i++) {
        int inner = 1;
        for (uint32_t k = 0; k < p->count; k++)
            inner &= !(p->stages[k] != p->stages[i] && tappa__is_descendant(m, p->stages[k], p->stages[i]));
        if (inner)
            innermost[count++] = p->stages[i];
    }
    if (!count)
        innermost[count++] = m->initial_stage;
    tappa__entry_set_for(w, innermost, count);
    memcpy(w->active, w->coming, m->set_words * sizeof *w->active);
    for (uint32_t s = 0; (s = tappa__bit_next(w->active, s, m->stage_count)) < m->stage_count; s++) {
        int known = 0;
        for (uint32_t i = 0; i < p->count; i++)
            known |= p->stages[i] == s;
        if (!known)
            w->words[m->at_clocks + m->stages[s].clock] = w->head.last;
    }
}

static void
place_active(struct tappa__mover *mover, const struct places *p)
{
    struct tappa__work *w = mover->w;
    const struct tappa_model *m = w->m;

    if (mover->c->bad)
        return;
    for (uint32_t i = 0; i < p->count; i++) {
        tappa__bit_set(w->active, p->stages[i]);
        w->words[m->at_clocks + m->stages[p->stages[i]].clock] = p->entered[i];
    }
    if (mover->moved && (w->head.flags == TAPPA__BEGUN))
        complete_active(mover, p);
    if (w->head.flags == TAPPA__BEGUN ? !is_legal(w) : p->count != 0)
        fail(mover, mover->moved ? TAPPA_EMISMATCH : TAPPA_ESNAPSHOT);
    for (uint32_t i = 0; !mover->c->bad && (i = tappa__bit_next(w->active, i, m->stage_count)) < m->stage_count; i++)
        arm_anew(mover, i);
}

/* ---- counters and histories ---- */

/* Where two stages have become one, its latest entry is the later of both and its visits are both's. */
static void
read_counters(struct tappa__mover *mover, struct tappa__cursor_bytes *c)
{
    struct tappa__work *w = mover->w;
    uint32_t count = tappa__read_count(c, 2);

    for (uint32_t i = 0; i < count; i++) {
        struct tappa__text name = tappa__read_text(c);
        int64_t time = tappa__read_time(c);
        uint32_t s = tappa__moved_stage(mover, name);

        if (s != TAPPA_NONE && w->m->stages[s].entered != TAPPA_NONE) {
            int64_t *latest = &w->words[w->m->at_entered + w->m->stages[s].entered];

            *latest = *latest == TAPPA_NEVER || *latest < time ? time : *latest;
        }
    }
    count = tappa__read_count(c, 2);
    for (uint32_t i = 0; i < count; i++) {
        struct tappa__text name = tappa__read_text(c);
        uint64_t visits = tappa__read_number(c);
        uint32_t s = tappa__moved_stage(mover, name);

        if (s != TAPPA_NONE && w->m->stages[s].visits != TAPPA_NONE) {
            int64_t *all = &w->words[w->m->at_visits + w->m->stages[s].visits];

            *all = (int64_t)(((uint64_t)*all + visits) & INT64_MAX);
        }
    }
}

static void
read_histories(struct tappa__mover *mover, struct tappa__cursor_bytes *c)
{
    struct tappa__work *w = mover->w;
    const struct tappa_model *m = w->m;
    uint32_t count = tappa__read_count(c, 3);

    for (uint32_t i = 0; i < count; i++) {
        struct tappa__text name = tappa__read_text(c);
        uint32_t n = tappa__read_count(c, 2), h = tappa__moved_stage(mover, name);
        uint64_t *set = NULL;

        if (h != TAPPA_NONE && m->stages[h].history != TAPPA_NONE)
            set = (uint64_t *)(w->words + m->at_history) + (size_t)m->stages[h].history * m->set_words;
        for (uint32_t k = 0; k < n; k++) {
            struct tappa__text inner = tappa__read_text(c);
            uint32_t s = tappa__moved_stage(mover, inner);
            int fits;

            if (c->bad)
                return;
            fits = set && s != TAPPA_NONE && tappa__is_descendant(m, s, m->stages[h].parent);

            if (fits && m->stages[h].kind == TAPPA__HISTORY_DEEP)
                fits = m->stage_leaf[s] != TAPPA_NONE;
            else if (fits)
                fits = m->stages[s].parent == m->stages[h].parent && !tappa__is_history(&m->stages[s]);
            if (fits)
                tappa__bit_set(set, s);
            else if (mover->moved)
                tappa__tell_moved(mover, TAPPA_MOVED_DROPPED, inner, TAPPA_NONE, 0);
            else
                fail(mover, TAPPA_ESNAPSHOT);
        }
    }
}

/* ---- slots and sends ---- */

static uint32_t
find_slot(const struct tappa__slot *slots, uint32_t count, struct tappa__text name)
{
    for (uint32_t i = 0; i < count; i++)
        if (tappa__text_equal(slots[i].name, name))
            return i;
    return TAPPA_NONE;
}

static void
read_slots(struct tappa__mover *mover, struct tappa__cursor_bytes *c, const struct tappa__slot *slots, uint32_t first,
           uint32_t count)
{
    struct tappa__work *w = mover->w;
    uint32_t n = tappa__read_count(c, 3);

    for (uint32_t i = 0; i < n; i++) {
        struct tappa__text name = tappa__read_text(c);
        struct tappa_value v;
        uint32_t slot;

        tappa__read_value(c, &v);
        if (c->bad)
            return;
        slot = find_slot(slots, count, name);
        if (slot != TAPPA_NONE && v.kind != TAPPA_UNSET && tappa__value_fits(&v, slots[slot].kind)) {
            w->slots[first + slot] = v;
            tappa__bit_set((uint64_t *)(w->words + w->m->at_present), first + slot);
        } else if (mover->moved) {
            tappa__tell_moved(mover, TAPPA_MOVED_DROPPED, name, TAPPA_NONE, 0);
        } else {
            fail(mover, TAPPA_ESNAPSHOT);
        }
    }
}

static uint32_t
find_id(const struct tappa_model *m, struct tappa__text name)
{
    for (uint32_t i = 0; name.n && i < m->name_count; i++)
        if (tappa__text_equal(m->names[i], name))
            return i;
    return TAPPA_NONE;
}

/* The fields of one send; 0 where the event here has none of that name and kind. */
static int
read_fields(struct tappa__mover *mover, struct tappa__cursor_bytes *c, uint32_t event, struct tappa_value *fields)
{
    const struct tappa_model *m = mover->w->m;
    uint32_t n = tappa__read_count(c, 3);
    int fits = event != TAPPA_NONE;

    for (uint32_t i = 0; i < n; i++) {
        struct tappa__text name = tappa__read_text(c);
        struct tappa_value v;
        uint32_t at = TAPPA_NONE;

        tappa__read_value(c, &v);
        if (event != TAPPA_NONE)
            at = find_slot(m->fields + m->events[event].fields.first, m->events[event].fields.count, name);
        if (at == TAPPA_NONE || v.kind == TAPPA_UNSET || !tappa__value_fits(&v, m->fields[m->events[event].fields.first + at].kind))
            fits = 0;
        else
            fields[at] = v;
    }
    return fits;
}

static void
read_sends(struct tappa__mover *mover, struct tappa__cursor_bytes *c)
{
    struct tappa__work *w = mover->w;
    const struct tappa_model *m = w->m;
    uint32_t n = tappa__read_count(c, 4);

    if (n > m->limits[TAPPA_LIMIT_PENDING_SENDS])
        fail(mover, TAPPA_ELIMIT);
    for (uint32_t i = 0; i < n; i++) {
        int64_t due = tappa__read_time(c);
        struct tappa__text name = tappa__read_text(c), id = tappa__read_text(c);
        uint32_t event;
        struct tappa_value *fields;
        struct tappa__pending *p;

        if (c->bad)
            return;
        event = tappa__model_event(m, name);
        fields = tappa__arena_alloc(&w->b->text, ((event == TAPPA_NONE ? 0 : m->events[event].fields.count) + 1) * sizeof *fields);
        if (!fields) {
            fail(mover, TAPPA_ENOMEM);
            return;
        }
        if (read_fields(mover, c, event, fields)) {
            p = TAPPA__PUSH(w->b, pending);
            if (!p)
                fail(mover, TAPPA_ENOMEM);
            else
                *p = (struct tappa__pending){due, event, find_id(m, id), fields};
        } else if (mover->moved && !c->bad) {
            tappa__tell_moved(mover, TAPPA_MOVED_DROPPED, name, TAPPA_NONE, due);
        } else {
            fail(mover, TAPPA_ESNAPSHOT);
        }
    }
}

void
tappa__read_journey(struct tappa__mover *mover, struct tappa__snapshot *s)
{
    struct tappa__cursor_bytes *c = &s->rest;
    struct tappa__work *w = mover->w;
    struct places places = {0};

    w->head.flags = s->flags;
    mover->settled = tappa__arena_alloc(&w->b->text, w->m->timer_count + 1);
    if (!mover->settled)
        fail(mover, TAPPA_ENOMEM);
    if (s->flags & TAPPA__BEGUN) {
        w->head.started = tappa__read_time(c);
        w->head.last = w->now = tappa__read_time(c);
        w->head.sequence = (uint32_t)(tappa__read_number(c) & UINT32_MAX);
    }
    if (s->flags & TAPPA__ENDED) {
        struct tappa__text name = tappa__read_text(c);
        w->final = tappa__moved_stage(mover, name);
        if (!c->bad && (w->final == TAPPA_NONE || w->m->stage_leaf[w->final] == TAPPA_NONE))
            unknown_stage(mover, name);
    }
    read_active(mover, c, &places);
    place_active(mover, &places);
    read_counters(mover, c);
    read_histories(mover, c);
    read_slots(mover, c, w->m->data, 0, w->m->data_count);
    read_slots(mover, c, w->m->profile, w->m->data_count, w->m->profile_count);
    read_sends(mover, c);
}
