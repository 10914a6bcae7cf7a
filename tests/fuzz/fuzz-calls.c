/* Any bytes as a sequence of calls, wrong ones among them. Four customers are moved as journeys and, beside them, in a cohort. After each
 * call: what failed has changed nothing, what was probed neither; a snapshot read again is the same journey; the cohort's journey
 * is the single one, byte for byte. */
#include "tests/fuzz/fuzz.h"

#define MEMBERS 4
#define FIELDS 8
#define DAY INT64_C(86400000000)
#define YEARS_10 (INT64_C(3653) * DAY)

struct input {
    const uint8_t *at, *end;
};

static unsigned
take(struct input *in)
{
    return in->at < in->end ? *in->at++ : 0;
}

struct calls {
    struct input in;
    tappa_context *context;
    tappa_model *model, *other;
    tappa_batch *batch;
    tappa_journey *journeys[MEMBERS];
    tappa_cohort *cohort;
    tappa_zone *zones[3];
    int64_t now;
};

/* An event and what it points to. */
struct happening {
    struct tappa_event event;
    struct tappa_value fields[FIELDS];
    int fits; /* each field is of its kind, and in it */
};

static int64_t
take_step(struct input *in)
{
    static const int64_t steps[] = {0, 1, 1000000, INT64_C(3600000000), INT64_C(30600000000), DAY, 8 * DAY, 30 * DAY, -1, -DAY};

    return steps[take(in) % (sizeof steps / sizeof steps[0])];
}

static struct tappa_value
take_value(struct input *in, uint32_t kind)
{
    static const int64_t integers[] = {0, 1, -1, 2, 3, 5, 7, 10, 20, 100, INT64_MAX, INT64_MIN, 4, 1767603600};
    static const double reals[] = {0.0, -0.0, 1.0, 0.5, 19.9, 120.0, 1e300, -1e300};
    static const char *const texts[] = {"", "a", "it", "site", "\xc3\xa9", "long enough to leave every room that was kept for a text"};
    struct tappa_value v = {.kind = kind};
    unsigned n = take(in);

    if (n % 8 == 7)
        return (struct tappa_value){.kind = TAPPA_UNSET};
    if (n == 254) { /* of another kind, or wrong within it */
        v.kind = kind == TAPPA_STRING ? TAPPA_INT : TAPPA_STRING;
        v.data = "\xff";
        v.size = 1;
    } else if (kind == TAPPA_DOUBLE) {
        v.real = reals[n % 8];
    } else if (kind == TAPPA_STRING) {
        v.data = texts[n % 6];
        v.size = (uint32_t)strlen(texts[n % 6]);
    } else if (kind == TAPPA_BOOL) {
        v.integer = n % 2;
    } else {
        v.integer = integers[n % 14];
    }
    return v;
}

static int
value_fits(const struct tappa_value *v, uint32_t kind)
{
    if (v->kind == TAPPA_UNSET)
        return 1;
    return v->kind == kind && (kind != TAPPA_TIMESTAMP || (v->integer > -INT64_C(62135596800000000) && v->integer < INT64_C(253402300800000000)));
}

static void
take_event(struct calls *c, struct happening *h)
{
    static const char *const undeclared[] = {"order.paid", "nobody", "error.execution", "done.state.x", "after", "*"};
    uint32_t count = tappa_model_event_count(c->model);
    uint32_t type = take(&c->in) % (count + 2);
    const tappa_event_type *declared = tappa_model_event_at(c->model, type);
    uint32_t touchpoints = tappa_model_touchpoint_count(c->model);
    unsigned where = take(&c->in);

    c->now += take_step(&c->in);
    if (c->now > INT64_C(1767603600000000) + YEARS_10)
        c->now = INT64_C(1767603600000000);
    h->event = (struct tappa_event){.size = sizeof h->event, .type = type < count ? type : TAPPA_NONE, .time = c->now,
                                    .fields = h->fields, .touchpoint = where < touchpoints ? where : TAPPA_NONE};
    h->fits = 1;
    if (type >= count) {
        h->event.name = undeclared[where % 6];
        h->event.name_size = (uint32_t)strlen(h->event.name);
        return;
    }
    h->event.field_count = tappa_event_type_field_count(declared);
    must(h->event.field_count <= FIELDS);
    for (uint32_t i = 0; i < h->event.field_count; i++) {
        h->fields[i] = take_value(&c->in, tappa_event_type_field_kind(declared, i));
        h->fits &= value_fits(&h->fields[i], tappa_event_type_field_kind(declared, i));
    }
}

static int
unchanged(const tappa_journey *j, const unsigned char *bytes, size_t size)
{
    size_t n;
    unsigned char *now = fuzz_snapshot(j, &n);
    int same = n == size && !memcmp(now, bytes, n);

    free(now);
    return same;
}

static void
same_in_cohort(struct calls *c, uint32_t who)
{
    tappa_journey *j;

    must(tappa_cohort_get(c->cohort, who, &j) == TAPPA_OK);
    must(fuzz_same(j, c->journeys[who]));
    tappa_journey_free(j);
}

static void
put_in_cohort(struct calls *c, uint32_t who)
{
    must(tappa_cohort_put(c->cohort, who, c->journeys[who]) == TAPPA_OK);
    same_in_cohort(c, who);
}

/* The same event as columns; a cohort has no touchpoints, no undeclared events. */
static tappa_status
feed_cohort(struct calls *c, uint32_t who, const struct happening *h)
{
    struct tappa_column columns[FIELDS];
    int64_t values[FIELDS];
    int32_t offsets[FIELDS][2];
    uint8_t present[FIELDS];
    const tappa_event_type *type = tappa_model_event_at(c->model, h->event.type);
    struct tappa_columns in = {.size = sizeof in, .count = 1, .journeys = &who, .events = &h->event.type, .times = &h->event.time,
                               .columns = columns, .column_count = h->event.field_count};
    size_t done;

    for (uint32_t i = 0; i < h->event.field_count; i++) {
        const struct tappa_value *v = &h->fields[i];
        uint32_t kind = tappa_event_type_field_kind(type, i);

        values[i] = v->integer;
        if (kind == TAPPA_DOUBLE)
            memcpy(&values[i], &v->real, sizeof v->real);
        if (kind == TAPPA_BOOL)
            *(uint8_t *)&values[i] = (uint8_t)v->integer;
        offsets[i][0] = 0;
        offsets[i][1] = (int32_t)v->size;
        present[i] = v->kind != TAPPA_UNSET;
        columns[i] = (struct tappa_column){.field = tappa_event_type_field_name(type, i), .kind = kind, .values = &values[i],
                                           .present = present[i] ? NULL : &present[i]};
        columns[i].field_size = strlen(columns[i].field);
        if (kind == TAPPA_STRING) {
            columns[i].values = v->data ? v->data : "";
            columns[i].offsets = offsets[i];
        }
    }
    must(tappa_cohort_feed(c->cohort, &in, c->batch, &done) == TAPPA_OK && done == 1);
    return tappa_batch_refused_count(c->batch) ? tappa_batch_refused_at(c->batch, 0)->status : TAPPA_OK;
}

static void
call_feed(struct calls *c, uint32_t who)
{
    struct happening h;
    tappa_journey *j = c->journeys[who];
    size_t size, taken;
    unsigned char *before = fuzz_snapshot(j, &size);
    tappa_status status, probed;

    take_event(c, &h);
    probed = tappa_journey_probe(j, &h.event, c->batch);
    taken = tappa_batch_taken_count(c->batch);
    fuzz_touch_batch(c->batch, c->model);
    must(unchanged(j, before, size));
    status = tappa_journey_feed(j, &h.event, c->batch);
    must(status == probed && taken == tappa_batch_taken_count(c->batch));
    must(h.fits || status == TAPPA_EFIELD);
    must(status == TAPPA_OK || status == TAPPA_NOT_BEGUN || status == TAPPA_EFIELD || status == TAPPA_ELATE ||
         status == TAPPA_ELOOP || status == TAPPA_ELIMIT);
    must(status >= 0 || (unchanged(j, before, size) && !tappa_batch_step_count(c->batch)));
    fuzz_touch_batch(c->batch, c->model);
    free(before);
    if (h.fits && h.event.type != TAPPA_NONE && h.event.touchpoint == TAPPA_NONE)
        must(feed_cohort(c, who, &h) == status);
    else
        put_in_cohort(c, who);
    same_in_cohort(c, who);
}

static void
call_begin(struct calls *c, uint32_t who)
{
    struct happening h;
    size_t size;
    unsigned char *before = fuzz_snapshot(c->journeys[who], &size);
    int32_t begun = tappa_journey_begun(c->journeys[who]);
    tappa_status status;

    take_event(c, &h);
    status = tappa_journey_begin(c->journeys[who], &h.event, c->batch);
    must(status == TAPPA_OK ? tappa_journey_begun(c->journeys[who]) && !begun : unchanged(c->journeys[who], before, size));
    must(!begun || status < 0);
    fuzz_touch_batch(c->batch, c->model);
    free(before);
    put_in_cohort(c, who);
}

/* All that is due, one customer's after the other's; the cohort does it in one call. */
static void
call_run_due(struct calls *c)
{
    int64_t first = TAPPA_NEVER;

    c->now += take_step(&c->in);
    for (uint32_t who = 0; who < MEMBERS; who++) {
        int64_t due = tappa_journey_next_due(c->journeys[who]);
        tappa_status status;

        first = due < first ? due : first;
        must(tappa_cohort_next_due(c->cohort) <= due);
        do {
            status = tappa_journey_run_due(c->journeys[who], c->now, c->batch);
            must(status == TAPPA_OK || status == TAPPA_NOT_DUE || status == TAPPA_ELOOP || status == TAPPA_ELIMIT);
            fuzz_touch_batch(c->batch, c->model);
        } while (status != TAPPA_NOT_DUE);
        must(tappa_journey_next_due(c->journeys[who]) > c->now);
    }
    must(tappa_cohort_next_due(c->cohort) == first);
    must(tappa_cohort_run_due(c->cohort, c->now, c->batch) == TAPPA_OK);
    for (uint32_t who = 0; who < MEMBERS; who++)
        same_in_cohort(c, who);
}

static void
call_set_profile(struct calls *c, uint32_t who)
{
    uint32_t count = tappa_model_profile_count(c->model), slot = take(&c->in) % (count + 1);
    struct tappa_value v = take_value(&c->in, tappa_model_profile_kind(c->model, slot)), stored;
    size_t size;
    unsigned char *before = fuzz_snapshot(c->journeys[who], &size);
    tappa_status status = tappa_journey_set_profile(c->journeys[who], slot, &v);

    must(slot < count || status == TAPPA_EINVAL);
    must(status == TAPPA_OK || unchanged(c->journeys[who], before, size));
    if (!status && v.kind != TAPPA_UNSET) {
        must(tappa_journey_profile(c->journeys[who], slot, &stored) == TAPPA_OK && stored.kind == v.kind && stored.size == v.size);
        must(!v.size || !memcmp(stored.data, v.data, v.size));
    }
    free(before);
    put_in_cohort(c, who);
}

/* Out and in again: the journey goes on as what was read. Under another model it is refused. */
static void
call_snapshot(struct calls *c, uint32_t who)
{
    size_t size;
    unsigned char *bytes = fuzz_snapshot(c->journeys[who], &size);
    tappa_journey *again;

    must(tappa_snapshot_read(c->other, bytes, size, c->batch, &again) == TAPPA_EMISMATCH && !again);
    must(tappa_snapshot_read(c->model, bytes, size, c->batch, &again) == TAPPA_OK);
    must(unchanged(again, bytes, size) && !tappa_batch_moved_count(c->batch));
    free(bytes);
    tappa_journey_free(c->journeys[who]);
    c->journeys[who] = again;
}

static void
call_cohort_get(struct calls *c, uint32_t who)
{
    uint64_t counts[1000], leaves = 0;

    tappa_journey_free(c->journeys[who]);
    must(tappa_cohort_get(c->cohort, who, &c->journeys[who]) == TAPPA_OK);
    must(tappa_cohort_histogram(c->cohort, counts, tappa_model_stage_count(c->model)) == TAPPA_OK);
    for (uint32_t i = 0; i < tappa_model_stage_count(c->model); i++) {
        must(counts[i] <= MEMBERS);
        for (uint32_t k = 0; k < MEMBERS; k++)
            leaves += (uint64_t)tappa_journey_is_at(c->journeys[k], tappa_model_stage_at(c->model, i));
        must(leaves >= counts[i] || tappa_journey_ended(c->journeys[0]) || tappa_journey_ended(c->journeys[1]) ||
             tappa_journey_ended(c->journeys[2]) || tappa_journey_ended(c->journeys[3]));
    }
}

static void
new_journey(struct calls *c, uint32_t who)
{
    char digit = (char)('0' + who);

    tappa_journey_free(c->journeys[who]);
    must(tappa_journey_new(c->model, &digit, 1, NULL, 0, &c->journeys[who]) == TAPPA_OK);
}

static void
call_ask(struct calls *c, uint32_t who)
{
    struct happening h;
    struct tappa_value v;
    char key[64];
    size_t needed, size;
    unsigned char *before = fuzz_snapshot(c->journeys[who], &size);
    tappa_status status;

    take_event(c, &h);
    for (uint32_t i = 0; i < tappa_model_data_count(c->model); i++) {
        must(tappa_journey_data(c->journeys[who], i, &v) == TAPPA_OK);
        must(v.kind == TAPPA_UNSET || v.kind == tappa_model_data_kind(c->model, i));
        fuzz_touch_value(&v);
    }
    for (uint32_t i = 0; i < tappa_model_goal_count(c->model); i++) {
        const tappa_event_type *counted = tappa_model_goal_event(c->model, i);

        status = tappa_journey_goal_value(c->journeys[who], i, &h.event, c->batch, &v);
        must(status == TAPPA_OK || status == TAPPA_EEXPR || (!h.fits && status == TAPPA_EFIELD) ||
             (counted && tappa_event_type_index(counted) != h.event.type && status == TAPPA_EINVAL));
        if (!status)
            fuzz_touch_value(&v);
    }
    status = tappa_model_event_key(c->model, &h.event, c->batch, key, sizeof key, &needed);
    must(status == TAPPA_OK || status == TAPPA_EEXPR || (!h.fits && status == TAPPA_EFIELD));
    for (uint32_t i = 0; i < tappa_journey_stage_count(c->journeys[who]); i++)
        must(tappa_journey_is_at(c->journeys[who], tappa_journey_stage_at(c->journeys[who], i)) ||
             tappa_journey_ended(c->journeys[who]));
    must(unchanged(c->journeys[who], before, size));
    free(before);
}

/* What a careless caller does: each is refused, and nothing has happened. */
static void
call_wrong(struct calls *c, uint32_t who)
{
    tappa_journey *j = c->journeys[who], *none, *foreign;
    struct tappa_event event = {.size = sizeof event, .time = c->now, .touchpoint = TAPPA_NONE}, small = event, late = event;
    struct tappa_value value = {.kind = 99};
    uint32_t journey = MEMBERS, type = 0;
    struct tappa_columns in = {.size = sizeof in, .count = 1, .journeys = &journey, .events = &type, .times = &c->now};
    size_t size, needed, done;
    unsigned char *before = fuzz_snapshot(j, &size);
    unsigned n = take(&c->in);

    small.size = n % 48;
    event.type = tappa_model_event_count(c->model) + n;
    late.time = n & 1 ? INT64_MIN : INT64_MAX;
    must(tappa_journey_feed(j, &event, c->batch) == TAPPA_EINVAL && tappa_journey_feed(j, &small, c->batch) == TAPPA_EINVAL);
    must(tappa_journey_feed(j, &late, c->batch) == TAPPA_ETIME);
    event.type = 0;
    event.flags = 1 + n;
    must(tappa_journey_feed(j, &event, c->batch) == TAPPA_EINVAL && tappa_journey_probe(j, &event, c->batch) == TAPPA_EINVAL);
    event.flags = 0;
    event.touchpoint = tappa_model_touchpoint_count(c->model) + n;
    must(tappa_journey_feed(j, &event, c->batch) == TAPPA_EINVAL);
    must(tappa_journey_feed(NULL, &event, c->batch) == TAPPA_EINVAL && tappa_journey_feed(j, NULL, c->batch) == TAPPA_EINVAL);
    must(tappa_journey_feed(j, &event, NULL) == TAPPA_EINVAL && tappa_journey_run_due(j, c->now, NULL) == TAPPA_EINVAL);
    must(tappa_journey_set_profile(j, tappa_model_profile_count(c->model) + n, &value) == TAPPA_EINVAL);
    must(tappa_journey_data(j, tappa_model_data_count(c->model) + n, &value) == TAPPA_EINVAL);
    must(tappa_snapshot_write(j, NULL, 0, &needed) == TAPPA_ELIMIT && tappa_snapshot_write(NULL, before, size, &needed) == TAPPA_EINVAL);
    must(tappa_snapshot_read(c->model, before, n % size, c->batch, &none) == TAPPA_ESNAPSHOT && !none);
    must(tappa_cohort_get(c->cohort, MEMBERS + n, &none) == TAPPA_EINVAL && !none);
    must(tappa_cohort_feed(c->cohort, &in, c->batch, &done) == TAPPA_EINVAL && !done);
    must(tappa_journey_new(c->other, "x", 1, NULL, 0, &foreign) == TAPPA_OK);
    must(tappa_cohort_put(c->cohort, who, foreign) == TAPPA_EMODELS && tappa_cohort_put(c->cohort, MEMBERS, j) == TAPPA_EINVAL);
    tappa_journey_free(foreign);
    must(unchanged(j, before, size));
    same_in_cohort(c, who);
    free(before);
}

static void
call(struct calls *c)
{
    unsigned what = take(&c->in);
    uint32_t who = what % MEMBERS;

    switch (what / MEMBERS % 16) {
    case 0:
        call_begin(c, who);
        break;
    case 1:
        call_run_due(c);
        break;
    case 2:
        must(tappa_journey_set_zone(c->journeys[who], c->zones[take(&c->in) % 3]) == TAPPA_OK);
        put_in_cohort(c, who);
        break;
    case 3:
        call_set_profile(c, who);
        break;
    case 4:
        call_snapshot(c, who);
        break;
    case 5:
        call_cohort_get(c, who);
        break;
    case 6:
        new_journey(c, who);
        put_in_cohort(c, who);
        break;
    case 7:
        tappa_batch_set_explain(c->batch, (int32_t)(take(&c->in) & 1));
        break;
    case 8:
        call_ask(c, who);
        break;
    case 9:
        call_wrong(c, who);
        break;
    default:
        call_feed(c, who);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct calls c = {.in = {data, data + size}, .context = fuzz_context(), .now = INT64_C(1767603600000000)};
    size_t number = take(&c.in);

    c.model = fuzz_model(c.context, number);
    c.other = fuzz_model(c.context, number + 3);
    must(!tappa_batch_new(c.context, &c.batch) && !tappa_cohort_new(c.model, MEMBERS, &c.cohort));
    must(!tappa_zone_load(c.context, "Europe/Rome", 11, &c.zones[1]) && !tappa_zone_load(c.context, "-03:30", 6, &c.zones[2]));
    for (uint32_t who = 0; who < MEMBERS; who++)
        new_journey(&c, who);
    while (c.in.at < c.in.end)
        call(&c);
    for (uint32_t who = 0; who < MEMBERS; who++) {
        same_in_cohort(&c, who);
        tappa_journey_free(c.journeys[who]);
    }
    tappa_zone_unref(c.zones[1]);
    tappa_zone_unref(c.zones[2]);
    tappa_cohort_free(c.cohort);
    tappa_batch_free(c.batch);
    return 0;
}
