/* Owns the document of all that is kept of one person.
 * Hosts call it when somebody asks what is known of them.
 * It is one JSON document, and what is not in it is not kept. */
#include <string.h>

#include "lib/engine/json.h"

static void
put_identities(const struct tappa__customer *c, struct tappa__buffer *out)
{
    uint8_t order[TAPPA__MEMBERS_MAX];
    size_t i;

    tappa__members_sort(c, order);
    tappa__buffer_str(out, ",\n \"identities\": [");
    for (i = 0; i < c->member_count; i++) {
        const struct tappa__member *m = &c->members[order[i]];

        tappa__buffer_str(out, i ? ", {\"kind\": " : "{\"kind\": ");
        tappa__buffer_json(out, m->kind.s, m->kind.n);
        tappa__json_text(out, "value", m->value);
        tappa__buffer_str(out, "}");
    }
    tappa__buffer_str(out, "]");
}

static void
put_profile(const struct tappa__customer *c, struct tappa__buffer *out)
{
    static const char *const sources[] = {[0] = "", [TAPPA_DECLARED] = "declared", [TAPPA_OBSERVED] = "observed",
                                          [TAPPA_DERIVED] = "derived"};
    size_t i;

    tappa__buffer_str(out, ",\n \"profile\": {");
    for (i = 0; i < c->trait_count; i++) {
        const struct tappa__trait *t = &c->traits[i];

        tappa__buffer_str(out, i ? ", " : "");
        tappa__buffer_json(out, t->name.s, t->name.n);
        tappa__buffer_str(out, ": {\"value\": ");
        tappa__json_value(out, &t->value);
        tappa__json_text(out, "source", tappa__text_of((uint32_t)t->source <= TAPPA_DERIVED ? sources[t->source] : ""));
        tappa__json_member_time(out, "since", t->since);
        tappa__json_member_time(out, "expires", t->expires);
        tappa__buffer_str(out, "}");
    }
    tappa__buffer_str(out, "}");
}

static void
put_consents(const struct tappa__customer *c, struct tappa__buffer *out)
{
    size_t i, put = 0;

    tappa__buffer_str(out, ",\n \"consents\": [");
    for (i = 0; i < c->statement_count; i++) {
        const struct tappa__statement *s = &c->statements[i];

        if (s->until != TAPPA_NEVER)
            continue;
        tappa__buffer_printf(out, "%s{\"given\": %s", put++ ? ", " : "", s->given ? "true" : "false");
        tappa__json_text(out, "purpose", s->purpose);
        tappa__json_text(out, "channel", s->channel);
        tappa__json_text(out, "proof", s->proof);
        tappa__json_member_time(out, "since", s->since);
        tappa__json_member_time(out, "expires", s->expires);
        tappa__buffer_str(out, "}");
    }
    tappa__buffer_str(out, "]");
}

static void
put_data(const tappa_journey *journey, struct tappa__buffer *out)
{
    const tappa_model *model = tappa_journey_model(journey);
    uint32_t i, put = 0;

    tappa__buffer_str(out, ", \"data\": {");
    for (i = 0; i < tappa_model_data_count(model); i++) {
        const char *name = tappa_model_data_name(model, i);
        struct tappa_value value = {.kind = TAPPA_UNSET};

        (void)tappa_journey_data(journey, i, &value); /* of a slot that there is */
        if (value.kind == TAPPA_UNSET)
            continue;
        tappa__buffer_str(out, put++ ? ", " : "");
        tappa__buffer_json(out, name, strlen(name));
        tappa__buffer_str(out, ": ");
        tappa__json_value(out, &value);
    }
    tappa__buffer_str(out, "}");
}

static tappa_status
put_journeys(const struct tappa__customer *c, struct tappa__buffer *out)
{
    const struct tappa__track **tracks = tappa__arena_alloc(&c->engine->scratch, (c->track_count + 1) * sizeof *tracks);
    size_t count, i;
    tappa_status status = tracks ? tappa__tracks_told(c, tracks, &count) : TAPPA_ENOMEM;

    if (status)
        return status;
    tappa__buffer_str(out, ",\n \"journeys\": [");
    for (i = 0; i < count; i++) {
        const tappa_model *model = c->engine->forces[tracks[i]->force].model;
        size_t size;
        const char *id = tappa_journey_id(tracks[i]->journey, &size);

        tappa__buffer_str(out, i ? ", {\"id\": " : "{\"id\": ");
        tappa__buffer_json(out, id, size);
        tappa__json_text(out, "model", tappa__text_of(tappa_model_name(model)));
        tappa__buffer_printf(out, ", \"version\": %lld", (long long)tappa_model_version(model));
        tappa__json_member_time(out, "begun", tappa_journey_started(tracks[i]->journey));
        put_data(tracks[i]->journey, out);
        tappa__buffer_str(out, "}");
    }
    tappa__buffer_str(out, "]");
    return TAPPA_OK;
}

/* By key, of the archive or not. */
static const struct tappa__contact *
next_contact(const struct tappa__customer *c, size_t *past, size_t *live)
{
    if (*past == c->past_count || (*live < c->contact_count && memcmp(c->contacts[*live].key, c->past[*past].key, 16) < 0))
        return &c->contacts[(*live)++];
    return &c->past[(*past)++];
}

static void
put_contacts(const struct tappa__customer *c, struct tappa__buffer *out)
{
    size_t past = 0, live = 0, put = 0;

    tappa__buffer_str(out, ",\n \"contacts\": [");
    while (past + live < c->past_count + c->contact_count) {
        const struct tappa__contact *contact = next_contact(c, &past, &live);

        if (contact->gone)
            continue;
        tappa__buffer_str(out, put++ ? ", {\"name\": " : "{\"name\": ");
        tappa__buffer_json(out, contact->name.s, contact->name.n);
        tappa__json_key(out, contact->key);
        tappa__json_text(out, "model", contact->model);
        tappa__json_text(out, "state", tappa__text_of(tappa_contact_text(contact->state)));
        tappa__json_member_time(out, "wanted", contact->wanted);
        tappa__json_member_time(out, "changed", contact->changed);
        tappa__buffer_str(out, ", \"with\": ");
        tappa__json_fields(out, contact->arguments, contact->argument_count);
        tappa__json_text(out, "because", tappa__contact_words(contact));
        tappa__buffer_str(out, "}");
    }
    tappa__buffer_str(out, "]");
}

static void
put_counts(const struct tappa__customer *c, struct tappa__buffer *out)
{
    size_t i;

    tappa__buffer_str(out, ",\n \"counts\": [");
    for (i = 0; i < c->tally_count; i++) {
        const struct tappa__tally *t = &c->tallies[i];
        struct tappa_value sum = {.kind = TAPPA_DOUBLE, .real = (double)t->whole + (t->real + t->rest)};

        if (!t->is_real)
            sum = (struct tappa_value){.kind = TAPPA_INT, .integer = t->whole};
        tappa__buffer_str(out, i ? ", {\"name\": " : "{\"name\": ");
        tappa__buffer_json(out, t->name.s, t->name.n);
        tappa__json_text(out, "model", t->model);
        tappa__buffer_printf(out, ", \"times\": %llu, \"sum\": ", (unsigned long long)t->times);
        tappa__json_value(out, &sum);
        tappa__buffer_str(out, "}");
    }
    tappa__buffer_str(out, "]");
}

static tappa_status
put_all(struct tappa_engine *e, int64_t customer, struct tappa__buffer *out)
{
    struct tappa__customer *c;
    tappa_status status = tappa__begin_telling(e, customer, &c);

    if (!status)
        status = tappa__archive_recall(c);
    if (!status) {
        tappa__buffer_printf(out, "{\"customer\": \"%lld\"", (long long)c->id);
        tappa__json_text(out, "zone", c->zone_name);
        tappa__json_text(out, "preferred", c->preferred);
        put_identities(c, out);
        put_profile(c, out);
        put_consents(c, out);
        status = put_journeys(c, out);
    }
    if (!status) {
        put_contacts(c, out);
        put_counts(c, out);
        tappa__buffer_str(out, ",\n \"journal\": [\n  ");
        status = tappa__put_history(c, 0, ",\n  ", out);
        tappa__buffer_str(out, "\n ]}\n");
    }
    return status;
}

tappa_status
tappa_engine_export(tappa_engine *engine, int64_t customer, const char **text, size_t *size)
{
    struct tappa__buffer out;
    int lost = 0;
    tappa_status status;

    if (!engine || !text || !size)
        return TAPPA_EINVAL;
    tappa__buffer_init(&out, &engine->allocator);
    do {
        tappa__buffer_reset(&out);
        status = put_all(engine, customer, &out);
    } while (status == TAPPA_ECONFLICT && ++lost < TAPPA__RACES_MAX);
    return tappa__hand_out_text(engine, &out, status, text, size);
}
