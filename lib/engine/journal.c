/* Owns one person's history as people and programs read it: lines of JSON.
 * Hosts call it for support and for audits; the export has it too.
 * What an entry did is found by folding the history again in a copy, so that no explanation can be of another step than the one taken. */
#include <string.h>

#include "lib/engine/history.h"
#include "lib/engine/json.h"

struct tappa__telling { /* of one history */
    struct tappa__buffer *out;
    struct tappa__buffer errors; /* of the entry at hand: expressions that failed */
    int explain;
};

/* ---- entries ---- */

static const char *
kind_name(uint32_t kind)
{
    static const char *const names[] = {[TAPPA__ENTRY_EVENT] = "event", [TAPPA__ENTRY_TIMER] = "timer",
                                        [TAPPA__ENTRY_CLAIM] = "claim", [TAPPA__ENTRY_OUTCOME] = "outcome",
                                        [TAPPA__ENTRY_PART] = "part", [TAPPA__ENTRY_FORGET] = "forget",
                                        [TAPPA__ENTRY_MOVED] = "moved", [TAPPA__ENTRY_WENT_ON] = "moved"};

    return kind < sizeof names / sizeof *names && names[kind] ? names[kind] : "unknown";
}

static void
put_identities_of(struct tappa__buffer *out, const struct tappa__customer *c, const struct tappa__entry *entry)
{
    uint32_t i, put = 0;

    tappa__buffer_str(out, ", \"identities\": [");
    for (i = 0; i < entry->identity_count; i++) {
        uint8_t at = tappa__member_at(c, entry->identities[i]);

        if (at == c->member_count) /* another customer's by now */
            continue;
        tappa__buffer_str(out, put++ ? ", {\"kind\": " : "{\"kind\": ");
        tappa__buffer_json(out, c->members[at].kind.s, c->members[at].kind.n);
        tappa__json_text(out, "value", c->members[at].value);
        tappa__buffer_str(out, "}");
    }
    tappa__buffer_str(out, "]");
}

static void
put_entry(struct tappa__buffer *out, const struct tappa__customer *c, const struct tappa__entry *entry) /* NULL: nobody's */
{
    tappa__buffer_printf(out, "{\"sequence\": %lld, \"kind\": \"%s\"", (long long)entry->sequence, kind_name(entry->kind));
    tappa__json_member_time(out, "time", entry->time);
    tappa__json_member_time(out, "received", entry->received);
    tappa__json_text(out, entry->kind == TAPPA__ENTRY_TIMER ? "timer" : "event", entry->name);
    if (entry->source.n)
        tappa__json_text(out, entry->kind == TAPPA__ENTRY_TIMER ? "journey" : "source", entry->source);
    if (entry->id.n)
        tappa__json_text(out, entry->kind == TAPPA__ENTRY_TIMER ? "row" : "id", entry->id);
    if (entry->touchpoint.n)
        tappa__json_text(out, "touchpoint", entry->touchpoint);
    if (entry->zone.n)
        tappa__json_text(out, "zone", entry->zone);
    if (c && entry->identity_count)
        put_identities_of(out, c, entry);
    if (entry->field_count) {
        tappa__buffer_str(out, ", \"data\": ");
        tappa__json_fields(out, entry->fields, entry->field_count);
    }
    if (entry->kind == TAPPA__ENTRY_CLAIM || entry->kind == TAPPA__ENTRY_OUTCOME)
        tappa__json_key(out, entry->key);
    if (entry->kind == TAPPA__ENTRY_PART)
        tappa__buffer_printf(out, ", \"undone\": %lld", (long long)entry->about);
    if (tappa_ingest_text(entry->status)[0])
        tappa__json_text(out, "outcome", tappa__text_of(tappa_ingest_text(entry->status)));
    if (entry->message.n)
        tappa__json_text(out, "message", entry->message);
}

/* ---- what it did ---- */

/* A list: journeys of several models may have one id. */
static void
put_stages(struct tappa__buffer *out, const struct tappa__customer *c)
{
    size_t i;
    uint32_t j;

    tappa__buffer_str(out, ", \"journeys\": [");
    for (i = 0; i < c->track_count; i++) {
        const tappa_journey *journey = c->tracks[i].journey;
        size_t size;
        const char *id = tappa_journey_id(journey, &size);

        tappa__buffer_str(out, i ? ", {\"id\": " : "{\"id\": ");
        tappa__buffer_json(out, id, size);
        tappa__json_text(out, "model", tappa__text_of(tappa_model_name(tappa_journey_model(journey))));
        tappa__buffer_str(out, ", \"stages\": [");
        for (j = 0; j < tappa_journey_stage_count(journey); j++) {
            const char *name = tappa_stage_name(tappa_journey_stage_at(journey, j));

            tappa__buffer_str(out, j ? ", " : "");
            tappa__buffer_json(out, name, strlen(name));
        }
        tappa__buffer_str(out, "]}");
    }
    tappa__buffer_str(out, "]");
}

static void
put_considered(struct tappa__buffer *out, const tappa_model *model, const tappa_batch *batch)
{
    static const char *const verdicts[] = {[TAPPA_VERDICT_TAKEN] = "taken",       [TAPPA_VERDICT_NOT_THIS_STAGE] = "not this stage",
                                           [TAPPA_VERDICT_FALSE] = "false",       [TAPPA_VERDICT_FAILED] = "failed",
                                           [TAPPA_VERDICT_SHADOWED] = "shadowed", [TAPPA_VERDICT_PREEMPTED] = "preempted"};
    size_t i;

    for (i = 0; i < tappa_batch_considered_count(batch); i++) {
        const struct tappa_considered *considered = tappa_batch_considered_at(batch, i);
        const char *path = tappa_transition_path(tappa_model_transition_at(model, considered->row));

        tappa__buffer_str(out, out->n && out->s[out->n - 1] == '}' ? ", {\"row\": " : "{\"row\": ");
        tappa__buffer_json(out, path, strlen(path));
        tappa__json_text(out, "verdict", tappa__text_of(verdicts[considered->verdict]));
        if (considered->because[0])
            tappa__json_text(out, "because", tappa__text_of(considered->because));
        tappa__buffer_str(out, "}");
    }
}

/* As the trace of a replay has them, but for their lines: those are of the text that the store keeps, which nobody wrote. */
static void
put_errors(struct tappa__buffer *out, const tappa_model *model, const tappa_batch *batch)
{
    size_t i;

    for (i = 0; i < tappa_batch_failure_count(batch); i++) {
        const struct tappa_failure *f = tappa_batch_failure_at(batch, i);

        tappa__buffer_str(out, out->n ? ", {\"model\": " : "{\"model\": ");
        tappa__buffer_json(out, tappa_model_name(model), strlen(tappa_model_name(model)));
        tappa__json_text(out, "path", tappa__text_of(f->path));
        tappa__json_text(out, "expression", tappa__text_of(f->expression));
        tappa__json_text(out, "message", tappa__text_of(f->message));
        tappa__buffer_str(out, "}");
    }
}

/* The fold tells this one of each batch, where the engine's `telling` is set. */
void
tappa__journal_hear(struct tappa__customer *c, const struct tappa__track *track, const tappa_batch *batch)
{
    struct tappa__telling *t = c->engine->telling;

    if (!t)
        return;
    if (t->explain)
        put_considered(t->out, c->engine->forces[track->force].model, batch);
    put_errors(&t->errors, c->engine->forces[track->force].model, batch);
}

/* A customer with the same identities and nothing folded yet. */
static tappa_status
make_blank(struct tappa__customer *c, struct tappa__customer **out)
{
    struct tappa_engine *e = c->engine;
    struct tappa__customer *copy;
    tappa_status status = tappa__customer_blank(e, c->id, &copy);
    size_t i;

    for (i = 0; !status && i < c->member_count; i++) {
        struct tappa_identity named = {c->members[i].kind.s, c->members[i].value.s, c->members[i].kind.n, c->members[i].value.n};

        status = tappa__member_add(copy, c->members[i].identity, &named);
    }
    if (!status && c->parted_count)
        status = tappa__grow(&e->allocator, (void **)&copy->parted, &copy->parted_capacity, c->parted_count, sizeof *copy->parted)
                     ? TAPPA_ENOMEM
                     : TAPPA_OK;
    if (!status) {
        for (i = 0; i < c->parted_count; i++)
            copy->parted[i] = c->parted[i];
        copy->parted_count = c->parted_count;
        *out = copy;
        return TAPPA_OK;
    }
    tappa__customer_free(copy);
    return status;
}

/* One line: the entry, and where it left the copy. */
static tappa_status
put_line(struct tappa__customer *copy, const struct tappa__entry *entry, struct tappa__telling *telling)
{
    struct tappa_engine *e = copy->engine;
    struct tappa__buffer *out = telling->out;
    tappa_status status;

    put_entry(out, copy, entry);
    tappa__buffer_reset(&telling->errors);
    if (telling->explain)
        tappa__buffer_str(out, ", \"considered\": [");
    e->telling = telling;
    tappa_batch_set_explain(e->batch, telling->explain);
    status = tappa__fold(copy, entry, NULL);
    tappa_batch_set_explain(e->batch, 0);
    e->telling = NULL;
    if (telling->explain)
        tappa__buffer_str(out, "]");
    if (telling->errors.n) {
        tappa__buffer_str(out, ", \"errors\": [");
        tappa__buffer_put(out, telling->errors.s, telling->errors.n);
        tappa__buffer_str(out, "]");
    }
    put_stages(out, copy);
    tappa__buffer_str(out, "}");
    return telling->errors.failed ? TAPPA_ENOMEM : status;
}

tappa_status
tappa__put_history(struct tappa__customer *c, int explain, const char *between, struct tappa__buffer *out)
{
    struct tappa__telling telling = {.out = out, .explain = explain};
    struct tappa__customer *copy = NULL;
    struct tappa__entry *entries;
    size_t count, i;
    tappa_status status = tappa__history_read(c, &entries, &count);

    tappa__buffer_init(&telling.errors, &c->engine->allocator);
    if (!status)
        status = make_blank(c, &copy);
    c->engine->silent++;
    for (i = 0; !status && i < count; i++) {
        tappa__buffer_str(out, i ? between : "");
        status = put_line(copy, &entries[i], &telling);
    }
    c->engine->silent--;
    tappa__buffer_free(&telling.errors);
    tappa__customer_free(copy);
    return status;
}

#define LOT 256 /* entries read at once */

/* What is in nobody's history. */
static tappa_status
put_nobodys(struct tappa_engine *e, struct tappa__buffer *out)
{
    const struct tappa_entry *rows;
    int64_t after = 0;
    size_t count = 1, i;
    tappa_status status;

    status = tappa__enter(e, e->work.now);
    if (!status)
        status = tappa__customer_fresh(e);
    while (!status && count) { /* a store of the host's own may give fewer than are there */
        tappa__arena_reset(&e->scratch);
        status = e->store->table->journal(e->store, after, &rows, LOT, &count);
        for (i = 0; !status && i < count; i++) {
            const struct tappa_entry *row = tappa__row(rows, i);
            struct tappa__entry entry;

            after = row->sequence;
            if (row->identity)
                continue;
            status = tappa__entry_unpack(row, &e->scratch, &entry);
            if (status)
                break;
            put_entry(out, NULL, &entry);
            tappa__buffer_str(out, "}\n");
        }
    }
    return status;
}

/* ---- the calls ---- */

tappa_status
tappa__begin_telling(struct tappa_engine *e, int64_t customer, struct tappa__customer **c)
{
    tappa_status status = tappa__enter(e, e->work.now);

    if (!status)
        status = tappa__customer_fresh(e);
    return status ? status : tappa__customer_get(e, customer, c);
}

static tappa_status
put_somebodys(struct tappa_engine *e, int64_t customer, int explain, struct tappa__buffer *out)
{
    struct tappa__customer *c;
    int lost = 0;
    tappa_status status;

    do {
        tappa__buffer_reset(out);
        status = tappa__begin_telling(e, customer, &c);
        if (!status)
            status = tappa__put_history(c, explain, "\n", out);
    } while (status == TAPPA_ECONFLICT && ++lost < TAPPA__RACES_MAX);
    if (!status && out->n)
        tappa__buffer_str(out, "\n");
    return status;
}

tappa_status
tappa__hand_out_text(struct tappa_engine *e, struct tappa__buffer *out, tappa_status status, const char **text, size_t *size)
{
    struct tappa__text kept = {NULL, 0};

    if (!status && !out->failed && out->n <= UINT32_MAX)
        kept = tappa__arena_text(&e->scratch, out->s ? out->s : "", out->n);
    if (!status && !kept.s)
        status = TAPPA_ENOMEM;
    tappa__buffer_free(out);
    *text = status ? NULL : kept.s;
    *size = status ? 0 : kept.n;
    return status;
}

tappa_status
tappa_engine_journal(tappa_engine *engine, int64_t customer, int32_t explain, const char **text, size_t *size)
{
    struct tappa__buffer out;
    tappa_status status;

    if (!engine || !text || !size || (explain != 0 && explain != 1))
        return TAPPA_EINVAL;
    tappa__buffer_init(&out, &engine->allocator);
    status = customer ? put_somebodys(engine, customer, explain, &out) : put_nobodys(engine, &out);
    return tappa__hand_out_text(engine, &out, status, text, size);
}
