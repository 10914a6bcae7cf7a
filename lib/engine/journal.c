/* Owns one person's history as people and programs read it: lines of JSON, and the document that a person may ask for.
 * Hosts call it for support, for audits, and when somebody asks what is known of them.
 * What an entry did is found by folding the history again in a copy, so that no explanation can be of another step than the one taken. */
#include <string.h>

#include "lib/engine/engine.h"
#include "lib/engine/pack.h"

/* ---- pieces of JSON ---- */

static void
put_time(struct tappa__buffer *out, int64_t time)
{
    char text[40];

    if (time == TAPPA_NEVER || time == INT64_MIN) {
        tappa__buffer_str(out, "null");
        return;
    }
    tappa__buffer_json(out, text, tappa_time_format(time, text, sizeof text));
}

static void
put_json_text(struct tappa__buffer *out, const char *name, struct tappa__text t)
{
    tappa__buffer_printf(out, ", \"%s\": ", name);
    tappa__buffer_json(out, t.s, t.n);
}

static void
put_member_time(struct tappa__buffer *out, const char *name, int64_t time)
{
    tappa__buffer_printf(out, ", \"%s\": ", name);
    put_time(out, time);
}

static void
put_json_value(struct tappa__buffer *out, const struct tappa_value *value)
{
    char small[128];
    size_t need = tappa_value_json(value, small, sizeof small), at = out->n;

    if (value->kind == TAPPA_UNSET || !need) {
        tappa__buffer_str(out, "null");
    } else if (need < sizeof small) {
        tappa__buffer_put(out, small, need);
    } else {
        while (!out->failed && out->n < at + need + 1)
            tappa__buffer_put(out, small, 1);
        if (!out->failed) {
            (void)tappa_value_json(value, out->s + at, need + 1);
            out->n--;
        }
    }
}

static void
put_fields(struct tappa__buffer *out, const struct tappa_field *fields, uint32_t count)
{
    uint32_t i;

    tappa__buffer_str(out, "{");
    for (i = 0; i < count; i++) {
        tappa__buffer_str(out, i ? ", " : "");
        tappa__buffer_json(out, fields[i].name, fields[i].name_size);
        tappa__buffer_str(out, ": ");
        put_json_value(out, &fields[i].value);
    }
    tappa__buffer_str(out, "}");
}

static void
put_key(struct tappa__buffer *out, const uint8_t key[16])
{
    int i;

    tappa__buffer_str(out, ", \"key\": \"");
    for (i = 0; i < 16; i++)
        tappa__buffer_printf(out, "%02x", key[i]);
    tappa__buffer_str(out, "\"");
}

/* ---- entries ---- */

static const char *
kind_name(uint32_t kind)
{
    static const char *const names[] = {[TAPPA__ENTRY_EVENT] = "event", [TAPPA__ENTRY_TIMER] = "timer",
                                        [TAPPA__ENTRY_CLAIM] = "claim", [TAPPA__ENTRY_OUTCOME] = "outcome",
                                        [TAPPA__ENTRY_PART] = "part", [TAPPA__ENTRY_FORGET] = "forget"};

    return kind < sizeof names / sizeof *names && names[kind] ? names[kind] : "unknown";
}

static const char *
outcome_name(uint32_t status)
{
    static const char *const names[] = {[0] = "", [TAPPA_INGEST_TAKEN] = "taken", [TAPPA_INGEST_IGNORED] = "ignored",
                                        [TAPPA_INGEST_DUPLICATE] = "duplicate", [TAPPA_INGEST_TOO_LATE] = "too late",
                                        [TAPPA_INGEST_UNKNOWN_EVENT] = "unknown event", [TAPPA_INGEST_NOBODY] = "nobody's",
                                        [TAPPA_INGEST_REFUSED] = "refused"};

    return status < sizeof names / sizeof *names ? names[status] : "";
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
        put_json_text(out, "value", c->members[at].value);
        tappa__buffer_str(out, "}");
    }
    tappa__buffer_str(out, "]");
}

static void
put_entry(struct tappa__buffer *out, const struct tappa__customer *c, const struct tappa__entry *entry)
{
    tappa__buffer_printf(out, "{\"sequence\": %lld, \"kind\": \"%s\"", (long long)entry->sequence, kind_name(entry->kind));
    put_member_time(out, "time", entry->time);
    put_member_time(out, "received", entry->received);
    put_json_text(out, entry->kind == TAPPA__ENTRY_TIMER ? "timer" : "event", entry->name);
    if (entry->source.n)
        put_json_text(out, entry->kind == TAPPA__ENTRY_TIMER ? "journey" : "source", entry->source);
    if (entry->id.n)
        put_json_text(out, entry->kind == TAPPA__ENTRY_TIMER ? "row" : "id", entry->id);
    if (entry->touchpoint.n)
        put_json_text(out, "touchpoint", entry->touchpoint);
    if (entry->zone.n)
        put_json_text(out, "zone", entry->zone);
    if (entry->identity_count)
        put_identities_of(out, c, entry);
    if (entry->field_count) {
        tappa__buffer_str(out, ", \"data\": ");
        put_fields(out, entry->fields, entry->field_count);
    }
    if (entry->kind == TAPPA__ENTRY_CLAIM || entry->kind == TAPPA__ENTRY_OUTCOME)
        put_key(out, entry->key);
    if (entry->kind == TAPPA__ENTRY_PART)
        tappa__buffer_printf(out, ", \"undone\": %lld", (long long)entry->about);
    if (outcome_name(entry->status)[0])
        put_json_text(out, "outcome", tappa__text_of(outcome_name(entry->status)));
}

/* ---- what it did ---- */

static void
put_stages(struct tappa__buffer *out, const struct tappa__customer *c)
{
    size_t i;
    uint32_t j;

    tappa__buffer_str(out, ", \"stages\": {");
    for (i = 0; i < c->track_count; i++) {
        const tappa_journey *journey = c->tracks[i].journey;
        size_t size;
        const char *id = tappa_journey_id(journey, &size);

        tappa__buffer_str(out, i ? ", " : "");
        tappa__buffer_json(out, id, size);
        tappa__buffer_str(out, ": [");
        for (j = 0; j < tappa_journey_stage_count(journey); j++) {
            const char *name = tappa_stage_name(tappa_journey_stage_at(journey, j));

            tappa__buffer_str(out, j ? ", " : "");
            tappa__buffer_json(out, name, strlen(name));
        }
        tappa__buffer_str(out, "]");
    }
    tappa__buffer_str(out, "}");
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
        put_json_text(out, "verdict", tappa__text_of(verdicts[considered->verdict]));
        if (considered->because[0])
            put_json_text(out, "because", tappa__text_of(considered->because));
        tappa__buffer_str(out, "}");
    }
}

/* The fold tells this one of each batch, where the engine's `telling` is set. */
void
tappa__journal_hear(struct tappa__customer *c, const struct tappa__track *track, const tappa_batch *batch)
{
    struct tappa__buffer *out = c->engine->telling;

    if (out)
        put_considered(out, c->engine->forces[track->force].model, batch);
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
put_line(struct tappa__customer *copy, const struct tappa__entry *entry, int explain, struct tappa__buffer *out)
{
    struct tappa_engine *e = copy->engine;
    tappa_status status;

    put_entry(out, copy, entry);
    if (explain) {
        tappa__buffer_str(out, ", \"considered\": [");
        e->telling = out;
        tappa_batch_set_explain(e->batch, 1);
    }
    status = tappa__fold(copy, entry, NULL);
    tappa_batch_set_explain(e->batch, 0);
    e->telling = NULL;
    if (explain)
        tappa__buffer_str(out, "]");
    put_stages(out, copy);
    tappa__buffer_str(out, "}");
    return status;
}

static tappa_status
put_history(struct tappa__customer *c, int explain, const char *between, struct tappa__buffer *out)
{
    struct tappa__customer *copy = NULL;
    struct tappa__entry *entries;
    size_t count, i;
    tappa_status status = tappa__history_read(c, &entries, &count);

    if (!status)
        status = make_blank(c, &copy);
    c->engine->silent++;
    for (i = 0; !status && i < count; i++) {
        tappa__buffer_str(out, i ? between : "");
        status = put_line(copy, &entries[i], explain, out);
    }
    c->engine->silent--;
    tappa__customer_free(copy);
    return status;
}

/* ---- the calls ---- */

static tappa_status
begin(struct tappa_engine *e, int64_t customer, struct tappa__customer **c)
{
    tappa_status status;

    tappa__begin(e, e->work.now);
    status = tappa__customer_fresh(e);
    return status ? status : tappa__customer_get(e, customer, c);
}

/* Hands a text out: it lives in the engine until its next call. */
static tappa_status
hand_out(struct tappa_engine *e, struct tappa__buffer *out, tappa_status status, const char **text, size_t *size)
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
    struct tappa__customer *c;
    tappa_status status;

    if (!engine || !text || !size || (explain != 0 && explain != 1))
        return TAPPA_EINVAL;
    tappa__buffer_init(&out, &engine->allocator);
    status = begin(engine, customer, &c);
    if (!status)
        status = put_history(c, explain, "\n", &out);
    if (!status && out.n)
        tappa__buffer_str(&out, "\n");
    return hand_out(engine, &out, status, text, size);
}

/* ---- the document ---- */

static void
put_identities(const struct tappa__customer *c, struct tappa__buffer *out)
{
    size_t i;

    tappa__buffer_str(out, ",\n \"identities\": [");
    for (i = 0; i < c->member_count; i++) {
        tappa__buffer_str(out, i ? ", {\"kind\": " : "{\"kind\": ");
        tappa__buffer_json(out, c->members[i].kind.s, c->members[i].kind.n);
        put_json_text(out, "value", c->members[i].value);
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
        put_json_value(out, &t->value);
        put_json_text(out, "source", tappa__text_of(t->source >= 0 && t->source <= TAPPA_DERIVED ? sources[t->source] : ""));
        put_member_time(out, "since", t->since);
        put_member_time(out, "expires", t->expires);
        tappa__buffer_str(out, "}");
    }
    tappa__buffer_str(out, "}");
}

static void
put_consents(const struct tappa__customer *c, struct tappa__buffer *out)
{
    size_t i;

    tappa__buffer_str(out, ",\n \"consents\": [");
    for (i = 0; i < c->statement_count; i++) {
        const struct tappa__statement *s = &c->statements[i];

        tappa__buffer_printf(out, "%s{\"given\": %s", i ? ", " : "", s->given ? "true" : "false");
        put_json_text(out, "purpose", s->purpose);
        put_json_text(out, "channel", s->channel);
        put_json_text(out, "proof", s->proof);
        put_member_time(out, "since", s->since);
        put_member_time(out, "expires", s->expires);
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
        struct tappa_value value;

        if (tappa_journey_data(journey, i, &value) || value.kind == TAPPA_UNSET)
            continue;
        tappa__buffer_str(out, put++ ? ", " : "");
        tappa__buffer_json(out, name, strlen(name));
        tappa__buffer_str(out, ": ");
        put_json_value(out, &value);
    }
    tappa__buffer_str(out, "}");
}

static void
put_journeys(const struct tappa__customer *c, struct tappa__buffer *out)
{
    size_t i;

    tappa__buffer_str(out, ",\n \"journeys\": [");
    for (i = 0; i < c->track_count; i++) {
        const tappa_model *model = c->engine->forces[c->tracks[i].force].model;
        size_t size;
        const char *id = tappa_journey_id(c->tracks[i].journey, &size);

        tappa__buffer_str(out, i ? ", {\"id\": " : "{\"id\": ");
        tappa__buffer_json(out, id, size);
        put_json_text(out, "model", tappa__text_of(tappa_model_name(model)));
        tappa__buffer_printf(out, ", \"version\": %lld", (long long)tappa_model_version(model));
        put_member_time(out, "begun", tappa_journey_started(c->tracks[i].journey));
        put_data(c->tracks[i].journey, out);
        tappa__buffer_str(out, "}");
    }
    tappa__buffer_str(out, "]");
}

static void
put_contacts(const struct tappa__customer *c, struct tappa__buffer *out)
{
    size_t i;

    tappa__buffer_str(out, ",\n \"contacts\": [");
    for (i = 0; i < c->past_count + c->contact_count; i++) {
        const struct tappa__contact *contact = i < c->past_count ? &c->past[i] : &c->contacts[i - c->past_count];

        tappa__buffer_str(out, i ? ", {\"name\": " : "{\"name\": ");
        tappa__buffer_json(out, contact->name.s, contact->name.n);
        put_key(out, contact->key);
        put_json_text(out, "model", contact->model);
        put_json_text(out, "state", tappa__text_of(tappa__contact_state_name(contact->state)));
        put_member_time(out, "wanted", contact->wanted);
        put_member_time(out, "changed", contact->changed);
        tappa__buffer_str(out, ", \"with\": ");
        put_fields(out, contact->arguments, contact->argument_count);
        put_json_text(out, "because", contact->because);
        tappa__buffer_str(out, "}");
    }
    tappa__buffer_str(out, "]");
}

tappa_status
tappa_engine_export(tappa_engine *engine, int64_t customer, const char **text, size_t *size)
{
    struct tappa__buffer out;
    struct tappa__customer *c;
    tappa_status status;

    if (!engine || !text || !size)
        return TAPPA_EINVAL;
    tappa__buffer_init(&out, &engine->allocator);
    status = begin(engine, customer, &c);
    if (!status)
        status = tappa__archive_recall(c);
    if (!status) {
        tappa__buffer_printf(&out, "{\"customer\": %lld", (long long)c->id);
        put_json_text(&out, "zone", c->zone_name);
        put_json_text(&out, "preferred", c->preferred);
        put_identities(c, &out);
        put_profile(c, &out);
        put_consents(c, &out);
        put_journeys(c, &out);
        put_contacts(c, &out);
        tappa__buffer_str(&out, ",\n \"journal\": [\n  ");
        status = put_history(c, 0, ",\n  ", &out);
        tappa__buffer_str(&out, "\n ]}\n");
    }
    return hand_out(engine, &out, status, text, size);
}
