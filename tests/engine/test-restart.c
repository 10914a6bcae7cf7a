/* A process may die at any moment: after each call a second engine looks at what the store has then, and must see the same as the first one, which
 * has it all in memory. Random shops; the seed of one that fails is told. */
#include "tests/engine/dice.h"
#include "tests/engine/people.h"

/* A store that hands on to another, and from some moment on writes nothing: what a process leaves behind. It is of a later age: its rows have grown. */
struct window {
    struct tappa_store store;
    struct tappa_store_table table;
    tappa_store *behind;
    int closed; /* to writing */
    int read;   /* customers' rows, so far */
};

#define BEHIND(store) ((struct window *)(void *)(store))->behind

#define GROWTH 24

/* The same rows in their later form, good until the next ones; what they have grown by says nothing that anybody here knows. */
static void
grow(const void **rows, size_t own, size_t count)
{
    static char *grown;
    uint32_t size = (uint32_t)own + GROWTH;

    free(grown);
    grown = malloc((count + 1) * size);
    assert_non_null(grown);
    memset(grown, 0xa5, (count + 1) * size);
    for (size_t i = 0; i < count; i++) {
        memcpy(grown + i * size, (const char *)*rows + i * own, own);
        memcpy(grown + i * size, &size, sizeof size);
    }
    *rows = grown;
}

#define GROWN(call, out, count) \
    tappa_status status = call; \
    const void *rows = *(out); \
\
    if (!status) \
        grow(&rows, sizeof **(out), *(count)); \
    *(out) = rows; \
    return status

static tappa_status
window_commit(tappa_store *s, struct tappa_commit *commit)
{
    struct window *w = (struct window *)(void *)s;

    return w->closed ? TAPPA_ESTORE : w->behind->table->commit(w->behind, commit);
}
static tappa_status window_last(tappa_store *s, int64_t *out) { return BEHIND(s)->table->last(BEHIND(s), out); }
static tappa_status window_identity(tappa_store *s, int64_t n, struct tappa_store_identity *out) { return BEHIND(s)->table->identity(BEHIND(s), n, out); }
static tappa_status
window_customer(tappa_store *s, int64_t n, struct tappa_store_customer *out)
{
    ((struct window *)(void *)s)->read++;
    return BEHIND(s)->table->customer(BEHIND(s), n, out);
}
static tappa_status window_entry(tappa_store *s, int64_t n, struct tappa_entry *out) { return BEHIND(s)->table->entry(BEHIND(s), n, out); }
static tappa_status window_journal(tappa_store *s, int64_t after, const struct tappa_entry **out, size_t limit, size_t *count) { GROWN(BEHIND(s)->table->journal(BEHIND(s), after, out, limit, count), out, count); }
static tappa_status window_seen(tappa_store *s, int64_t n, struct tappa_store_seen *out) { return BEHIND(s)->table->seen(BEHIND(s), n, out); }
static tappa_status window_due(tappa_store *s, int64_t now, int64_t *out, size_t limit, size_t *count) { return BEHIND(s)->table->due(BEHIND(s), now, out, limit, count); }
static tappa_status window_customers(tappa_store *s, int64_t after, int64_t *out, size_t limit, size_t *count) { return BEHIND(s)->table->customers(BEHIND(s), after, out, limit, count); }
static tappa_status window_contact(tappa_store *s, const uint8_t key[16], struct tappa_store_contact *out) { return BEHIND(s)->table->contact(BEHIND(s), key, out); }
static tappa_status window_contacts(tappa_store *s, int64_t now, const struct tappa_store_contact **out, size_t limit, size_t *count) { GROWN(BEHIND(s)->table->contacts(BEHIND(s), now, out, limit, count), out, count); }
static tappa_status window_contacts_of(tappa_store *s, int64_t n, const struct tappa_store_contact **out, size_t *count) { GROWN(BEHIND(s)->table->contacts_of(BEHIND(s), n, out, count), out, count); }
static tappa_status window_offset(tappa_store *s, const char *source, size_t size, struct tappa_span *out) { return BEHIND(s)->table->offset(BEHIND(s), source, size, out); }
static tappa_status window_note(tappa_store *s, const char *name, size_t size, struct tappa_span *out) { return BEHIND(s)->table->note(BEHIND(s), name, size, out); }
static tappa_status window_notes(tappa_store *s, const char *prefix, size_t size, const struct tappa_store_note **out, size_t *count) { GROWN(BEHIND(s)->table->notes(BEHIND(s), prefix, size, out, count), out, count); }
static tappa_status window_erased(tappa_store *s) { return BEHIND(s)->table->erased(BEHIND(s)); }
static void window_close(tappa_store *s) { (void)s; }

static void
window_make(struct window *w, tappa_store *behind)
{
    *w = (struct window){.behind = behind};
    w->table = (struct tappa_store_table){sizeof w->table, TAPPA_STORE_VERSION, window_commit, window_last, window_identity,
                                          window_customer, window_entry, window_journal, window_seen, window_due,
                                          window_customers, window_contact, window_contacts, window_contacts_of, window_offset,
                                          window_note, window_notes, window_erased, window_close, NULL, NULL};
    w->store.table = &w->table;
    w->store.flags = behind->flags;
}

static const char *const people[] = {"cookie=c1", "cookie=c2", "cookie=c3", "login=anna", "login=bruno"};
#define PEOPLE (sizeof people / sizeof *people)

static void
describe(struct shop *s, struct shop_text *out)
{
    for (size_t i = 0; i < PEOPLE; i++)
        shop_describe(s, people[i], out);
}

static void
same_after_a_restart(struct shop *s, tappa_store *store, const struct tappa_engine_options *options, uint64_t round, int step)
{
    struct shop other = {.context = s->context, .basket = s->basket, .care = s->care, .now = s->now};
    struct shop_text here = {0}, there = {0};
    struct window w;

    window_make(&w, store);
    w.closed = 1;
    assert_int_equal(tappa_engine_open(s->context, &w.store, options, &other.engine), TAPPA_OK);
    describe(s, &here);
    describe(&other, &there);
    if (strcmp(here.s, there.s)) {
        fprintf(stderr, "round %llu, step %d, in memory:\n%s\nafter a restart:\n%s\n", (unsigned long long)round, step, here.s, there.s);
        fail();
    }
    (void)tappa_engine_close(other.engine); /* it cannot write, and need not */
    free(here.s);
    free(there.s);
}

/* A newer version of the basket comes, for now, for some time ago or for soon, with another time to wait before it is called abandoned. */
static void
new_version(struct shop *s)
{
    int64_t version = tappa_model_version(s->basket);
    int64_t since = s->now + ((int64_t)roll(60) - 40) * SHOP_HOUR;
    size_t done;
    char text[sizeof shop_basket + 100];

    strcpy(text, shop_basket);
    *(strstr(text, "version: 1") + 9) = (char)('1' + version);
    *strstr(text, "1h: {if") = (char)('1' + version);
    snprintf(text + strlen(text), 100, "migrate: {from: %lld}\n", (long long)version);
    tappa_model_unref(s->basket);
    s->basket = shop_compile(s->context, text);
    assert_int_equal(tappa_engine_add_model(s->engine, s->basket, (int32_t)roll(3), since), TAPPA_OK);
    if (roll(2))
        assert_int_equal(tappa_engine_apply(s->engine, "basket", 6, s->now, 2, &done), TAPPA_OK);
}

static void
one_call(struct shop *s, int number)
{
    /* What people say of themselves stands at the end: it comes weeks late as well. */
    static const char *const names[] = {"Viewed", "Added", "Added", "Ordered", "Returned", "Asked", "Solved",
                                        "Consent Given", "identify", "Consent Withdrawn", "Unsubscribed", "Channel Preferred"};
    const uint32_t which = roll(12);
    const char *name = names[which], *fields = NULL, *one, *other;
    const struct tappa_claimed *claimed;
    int is_alone;
    uint8_t key[16];
    char who[64], id[16];
    size_t count;

    if (!roll(20) && tappa_model_version(s->basket) < 8) {
        new_version(s);
        return;
    }
    switch (roll(6)) {
    case 0:
        shop_due(s, s->now + roll(30) * SHOP_HOUR);
        break;
    case 1:
        assert_int_equal(tappa_engine_claim(s->engine, s->now, 2, &claimed, &count), TAPPA_OK);
        if (!count)
            break;
        memcpy(key, claimed[0].key, 16);
        if (roll(3))
            assert_int_equal(tappa_engine_report(s->engine, key, roll(3) ? TAPPA_CONTACT_SENT : TAPPA_CONTACT_FAILED, s->now), TAPPA_OK);
        break;
    case 2:
        if (!roll(4))
            assert_int_equal(tappa_engine_checkpoint(s->engine), TAPPA_OK);
        break;
    default:
        if (!strcmp(name, "Added"))
            fields = roll(2) ? "price=30" : "price=5";
        else if (!strcmp(name, "Consent Given"))
            fields = "purpose=marketing";
        else if (!strcmp(name, "identify"))
            fields = roll(2) ? "email=x@y" : "email=z@y";
        else if (!strcmp(name, "Channel Preferred"))
            fields = roll(2) ? "channel=sms" : "channel=email";
        snprintf(id, sizeof id, "e%d", number);
        is_alone = roll(10) != 0; /* one throw behind the other, so that each compiler throws the same */
        one = people[roll(PEOPLE)];
        other = people[roll(PEOPLE)];
        snprintf(who, sizeof who, is_alone ? "%s" : "%s %s", one, other);
        shop_ingest(s, who, name, s->now - (roll(4) ? 0 : (which < 7 ? roll(20) : roll(500)) * SHOP_HOUR), id, fields);
        s->now += roll(3) * SHOP_HOUR;
    }
}

static void
dying_loses_nothing(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= 75; round++) {
        struct tappa_engine_options options = {.size = sizeof options, .cache = round % 2 ? 3 : 0, .checkpoint = round % 3 ? 7 : 0};
        uint32_t flags = round % 4 ? 0 : TAPPA_STORE_SHARED;
        struct window w;
        tappa_store *store;
        struct shop s = {.now = SHOP_START};

        seed = round * UINT64_C(0x9e3779b97f4a7c15);
        assert_int_equal(tappa_context_new(NULL, &s.context), TAPPA_OK);
        s.basket = shop_compile(s.context, shop_basket);
        s.care = shop_compile(s.context, shop_care);
        assert_int_equal(tappa_store_memory(s.context, flags, &store), TAPPA_OK);
        window_make(&w, store);
        assert_int_equal(tappa_engine_open(s.context, &w.store, &options, &s.engine), TAPPA_OK);
        assert_int_equal(tappa_engine_add_model(s.engine, s.basket, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
        assert_int_equal(tappa_engine_add_model(s.engine, s.care, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
        for (int step = 0; step < 60; step++) {
            one_call(&s, step);
            same_after_a_restart(&s, store, &options, round, step);
        }
        shop_close(&s);
        tappa_store_close(store);
    }
}

#define CROWD 150

static void
shop_behind(struct shop *s, tappa_store **store, struct window *w)
{
    *s = (struct shop){.now = SHOP_START};
    assert_int_equal(tappa_context_new(NULL, &s->context), TAPPA_OK);
    s->basket = shop_compile(s->context, shop_basket);
    s->care = shop_compile(s->context, shop_care);
    assert_int_equal(tappa_store_memory(s->context, 0, store), TAPPA_OK);
    window_make(w, *store);
    assert_int_equal(tappa_engine_open(s->context, &w->store, NULL, &s->engine), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(s->engine, s->basket, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
}

/* A crowd has come since the last checkpoint, each for a basket that is left an hour later. */
static void
crowd_comes(struct shop *s, tappa_store **store, struct window *w)
{
    char who[32], id[16];

    shop_behind(s, store, w);
    for (int i = 0; i < CROWD; i++) {
        snprintf(who, sizeof who, "cookie=c%d", i);
        snprintf(id, sizeof id, "e%d", i);
        shop_ingest(s, who, "Consent Given", SHOP_START, NULL, "purpose=marketing");
        shop_ingest(s, who, "Added", SHOP_START, id, "price=30");
    }
}

static void
all_stand_alike(struct shop *a, struct shop *b)
{
    struct shop_text here = {0}, there = {0};
    char who[32];

    for (int i = 0; i < CROWD; i++) {
        snprintf(who, sizeof who, "cookie=c%d", i);
        shop_describe(a, who, &here);
        shop_describe(b, who, &there);
    }
    assert_string_equal(here.s, there.s);
    free(here.s);
    free(there.s);
}

static struct tappa_ingested
again(struct shop *s, int number, int64_t time)
{
    char who[32], id[16];

    snprintf(who, sizeof who, "cookie=c%d", number);
    snprintf(id, sizeof id, "e%d", number);
    return shop_ingest(s, who, "Added", time, id, "price=30");
}

/* Behind a death nobody is brought up to date before somebody asks: opening does not become slow by how many are behind. */
static void
opening_reads_nobody(void **state)
{
    struct tappa_engine_options often = {.size = sizeof often, .checkpoint = 1};
    struct shop s, other;
    struct window w, later;
    tappa_store *store;

    (void)state;
    crowd_comes(&s, &store, &w);
    other = (struct shop){.context = s.context, .basket = s.basket, .care = s.care, .now = s.now};
    window_make(&later, store);
    assert_int_equal(tappa_engine_open(s.context, &later.store, NULL, &other.engine), TAPPA_OK);
    assert_int_equal(later.read, 0);
    for (int i = 0; i < CROWD; i++)
        assert_int_equal(again(&other, i, SHOP_START).outcome, TAPPA_INGEST_DUPLICATE);
    assert_int_equal(later.read, 0);
    later.closed = 1;
    all_stand_alike(&s, &other);
    assert_true(later.read > 0);
    (void)tappa_engine_close(other.engine);
    assert_int_equal(tappa_engine_open(s.context, &later.store, NULL, &other.engine), TAPPA_OK);
    later.closed = 0;
    w.closed = 1;
    shop_due(&other, SHOP_START + 2 * SHOP_HOUR); /* nobody has asked for any of them by then */
    for (int i = 0; i < CROWD; i++) {
        char who[32];

        snprintf(who, sizeof who, "cookie=c%d", i);
        assert_non_null(shop_contact(&other, who, "basket_mail"));
    }
    (void)tappa_engine_close(other.engine);
    assert_int_equal(tappa_engine_open(s.context, &later.store, &often, &other.engine), TAPPA_OK);
    shop_ingest(&other, "cookie=c1", "Viewed", SHOP_START + 60 * SHOP_DAY, "late", NULL); /* with which it forgets ids whose window is over, and no others */
    assert_int_equal(shop_ingest(&other, "cookie=c1", "Viewed", SHOP_START + 60 * SHOP_DAY, "late", NULL).outcome, TAPPA_INGEST_DUPLICATE);
    assert_int_equal(again(&other, 7, SHOP_START + 60 * SHOP_DAY).outcome, TAPPA_INGEST_TAKEN);
    assert_int_equal(again(&other, 7, SHOP_START + 60 * SHOP_DAY).outcome, TAPPA_INGEST_DUPLICATE);
    (void)tappa_engine_close(other.engine);
    (void)tappa_engine_close(s.engine); /* it is dead, and cannot write */
    s.engine = NULL;
    shop_close(&s);
    tappa_store_close(store);
}

/* A version has nothing to say of what came in before it was added, whatever its time: not behind a death either, nor behind a late event. */
static void
a_version_comes_behind_an_event(void **state)
{
    char text[sizeof shop_basket + 40];
    tappa_model *next;

    (void)state;
    for (int i = 0; i < 3 * 3 * 2; i++) {
        struct tappa_engine_options options = {.size = sizeof options};
        struct shop_text live = {0}, behind = {0};
        tappa_store *store;
        struct window w;
        struct shop s;

        crowd_comes(&s, &store, &w);
        shop_ingest(&s, "cookie=d", "Added", SHOP_START + i % 3 - 1, "5", "price=30");
        snprintf(text, sizeof text, "%smigrate: {from: 1}\n", shop_basket);
        *(strstr(text, "version: 1") + 9) = '2';
        next = shop_compile(s.context, text);
        assert_int_equal(tappa_engine_add_model(s.engine, next, i / 3 % 3, SHOP_START), TAPPA_OK);
        tappa_model_unref(next);
        assert_int_equal(tappa_model_version(tappa_journey_model(shop_where(&s, "cookie=d").journeys[0])), 1);
        if (i / 9)
            shop_ingest(&s, "cookie=d", "Viewed", SHOP_START - SHOP_DAY, "6", NULL);
        assert_int_equal(tappa_model_version(tappa_journey_model(shop_where(&s, "cookie=d").journeys[0])), 1);
        same_after_a_restart(&s, store, &options, 0, i);
        shop_describe(&s, "cookie=d", &live);
        (void)tappa_engine_close(s.engine);
        window_make(&w, store);
        w.closed = 1;
        assert_int_equal(tappa_engine_open(s.context, &w.store, &options, &s.engine), TAPPA_OK);
        shop_describe(&s, "cookie=d", &behind);
        assert_string_equal(live.s, behind.s);
        free(live.s);
        free(behind.s);
        shop_close(&s);
        tappa_store_close(store);
    }
}

/* A model that is new to the shop has nothing to say of what was there before it, whether a death lies between or not. */
static void
a_model_comes_after_a_death(void **state)
{
    struct shop s, other, third;
    struct window w, later, last;
    tappa_store *store;

    (void)state;
    crowd_comes(&s, &store, &w);
    shop_ingest(&s, "cookie=c3", "Ordered", SHOP_START + 1, "o", "revenue=30"); /* which would begin a journey of the other model */
    w.closed = 1;
    other = (struct shop){.context = s.context, .basket = s.basket, .care = s.care, .now = s.now};
    window_make(&later, store);
    assert_int_equal(tappa_engine_open(s.context, &later.store, NULL, &other.engine), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(other.engine, s.care, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    assert_int_equal(shop_where(&other, "cookie=c3").journey_count, shop_where(&s, "cookie=c3").journey_count);
    all_stand_alike(&s, &other);
    later.closed = 1;
    third = other; /* behind a death that comes after the model */
    window_make(&last, store);
    assert_int_equal(tappa_engine_open(s.context, &last.store, NULL, &third.engine), TAPPA_OK);
    last.closed = 1;
    all_stand_alike(&s, &third);
    (void)tappa_engine_close(third.engine);
    (void)tappa_engine_close(other.engine);
    (void)tappa_engine_close(s.engine); /* it is dead, and cannot write */
    s.engine = NULL;
    shop_close(&s);
    tappa_store_close(store);
}

/* The process dies, and another one goes on with what it has left. */
static void
die(struct shop *s, struct window *w, struct window *next)
{
    w->closed = 1;
    (void)tappa_engine_close(s->engine);
    window_make(next, w->behind);
    assert_int_equal(tappa_engine_open(s->context, &next->store, NULL, &s->engine), TAPPA_OK);
}

/* Two events that nothing tells apart, one before a checkpoint and one behind it: what a person says of itself is heard before the other even so. */
static void
of_one_moment(void **state)
{
    static const char *const names[][2] = {{"Viewed", "Viewed"}, {"Viewed", "Added"}, {"Viewed", "Consent Given"}, {"Consent Given", "Consent Given"}, {"Consent Withdrawn", "Consent Given"}};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct shop_text live = {0}, behind = {0};
        tappa_store *store;
        struct window w, later;
        struct shop s;

        crowd_comes(&s, &store, &w);
        for (int j = 0; j < 2; j++) {
            shop_ingest(&s, "cookie=d", names[i][j], SHOP_START + 1, NULL, strncmp(names[i][j], "Consent", 7) ? NULL : "purpose=marketing");
            if (!j)
                assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
        }
        shop_describe(&s, "cookie=d", &live);
        die(&s, &w, &later);
        shop_describe(&s, "cookie=d", &behind);
        assert_string_equal(live.s, behind.s);
        free(live.s);
        free(behind.s);
        shop_close(&s);
        tappa_store_close(store);
    }
}

/* The second version of the basket counts two for one, and does something else with its mail, elsewhen than an hour later. */
static void
second_version(struct shop *s, const char wait[2], const char what[7], int32_t policy, int64_t since)
{
    char text[sizeof shop_basket + 40];
    tappa_model *next;

    snprintf(text, sizeof text, "%smigrate: {from: 1}\n", shop_basket);
    *(strstr(text, "version: 1") + 9) = '2';
    memcpy(strstr(text, "1h: {if"), wait, 2);
    memcpy(strstr(text, "contact: basket_mail"), what, 7);
    *(strstr(text, "items + 1") + 8) = '2';
    next = shop_compile(s->context, text);
    assert_int_equal(tappa_engine_add_model(s->engine, next, policy, since), TAPPA_OK);
    tappa_model_unref(next);
}

#define FIRST (SHOP_START + SHOP_HOUR)
#define SECOND (FIRST + SHOP_HOUR)
#define THIRD (SECOND + SHOP_HOUR)

static void
claim_one(struct shop *s, int64_t now)
{
    const struct tappa_claimed *claimed;
    size_t count;

    assert_int_equal(tappa_engine_claim(s->engine, now, 1, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 1);
}

/* Much happens in few moments, timers among it. */
static int
contacts_in_few_moments(struct shop *s, int step)
{
    static const char who[] = "cookie=d";

    switch (step) {
    case 0: shop_ingest(s, who, "Consent Given", SHOP_START, "a", "purpose=marketing"); break;
    case 1: shop_ingest(s, who, "Added", SHOP_START + 1, "b", "price=30"); break;
    case 2: shop_ingest(s, who, "Ordered", FIRST, "c", "revenue=30"); break; /* thanks are wanted */
    case 3: shop_ingest(s, who, "Viewed", FIRST, "d", NULL); break;
    case 4: shop_ingest(s, who, "Returned", FIRST, "e", NULL); break;
    case 5: shop_ingest(s, who, "Added", FIRST, "f", "price=40"); break;
    case 6: shop_ingest(s, who, "Ordered", FIRST, "g", "revenue=40"); break;
    case 7: shop_ingest(s, who, "Viewed", FIRST, "h", NULL); break;
    case 8: claim_one(s, FIRST); break;
    case 9: shop_ingest(s, who, "Returned", FIRST + 1, "i", NULL); break;
    case 10: shop_ingest(s, who, "Added", FIRST + 1, "j", "price=50"); break;
    case 11: shop_due(s, SECOND + 1); break; /* the mail is */
    case 12: shop_ingest(s, who, "Viewed", SECOND + 1, "k", NULL); break;
    case 13: shop_ingest(s, who, "Viewed", SECOND + 2, "l", NULL); break;
    case 14: shop_ingest(s, who, "Ordered", SECOND + 3, "m", "revenue=50"); break;
    case 15: second_version(s, "3h", "contact", TAPPA_FOLLOW, THIRD); break;
    case 16: shop_ingest(s, who, "Added", SECOND + 4, "n", "price=60"); break;
    case 17: shop_ingest(s, who, "Viewed", SECOND + 5, "o", NULL); break;
    case 18: shop_ingest(s, who, "Ordered", THIRD + 1, "p", "revenue=60"); break;
    default: return 0;
    }
    return 1;
}

/* Something comes at the moment of a move. */
static int
move_in_one_moment(struct shop *s, int step)
{
    static const char who[] = "cookie=d";
    size_t done;

    switch (step) {
    case 0: shop_ingest(s, who, "Added", SHOP_START, "a", "price=3"); break;
    case 1: second_version(s, "3h", "contact", TAPPA_MIGRATE, SHOP_START + 1); break;
    case 2: assert_int_equal(tappa_engine_apply(s->engine, "basket", 6, FIRST, 9, &done), TAPPA_OK); break;
    case 3: shop_ingest(s, who, "Added", FIRST, "b", "price=4"); break;
    case 4: shop_ingest(s, who, "Added", FIRST + 1, "c", "price=5"); break;
    default: return 0;
    }
    return 1;
}

/* Under the version that they go on to, what they wait for was due long ago: what the mail is now was asked for before
 * they moved, and not twice. */
static int
move_to_a_shorter_wait(struct shop *s, int step)
{
    static const char who[] = "cookie=d";
    size_t done;

    switch (step) {
    case 0: shop_ingest(s, who, "Consent Given", SHOP_START, "a", "purpose=marketing"); break;
    case 1: shop_ingest(s, who, "Added", SHOP_START + 1, "b", "price=30"); break;
    case 2: shop_ingest(s, who, "Ordered", SHOP_START + 2, "c", "revenue=30"); break; /* thanks are wanted */
    case 3: shop_ingest(s, who, "Returned", SHOP_START + 3, "d", NULL); break;
    case 4: shop_ingest(s, who, "Added", SHOP_START + 4, "e", "price=40"); break;
    case 5: second_version(s, "1m", "   emit", TAPPA_MIGRATE, FIRST - 9); break;
    case 6: assert_int_equal(tappa_engine_apply(s->engine, "basket", 6, FIRST - 9, 9, &done), TAPPA_OK); break;
    case 7: shop_ingest(s, who, "Viewed", FIRST - 8, "f", NULL); break;
    case 8: shop_ingest(s, who, "Viewed", FIRST - 7, "g", NULL); break;
    default: return 0;
    }
    return 1;
}

/* Where the customer stands from step `from` on, with a process that dies behind step `death` and what the last checkpoint, behind another, knew. */
static char *
told(int (*story)(struct shop *, int), int checkpoint, int death, int from)
{
    struct shop_text out = {0};
    struct window w, later;
    tappa_store *store;
    struct shop s;

    shop_behind(&s, &store, &w);
    for (int i = 0; story(&s, i); i++) {
        if (i == checkpoint)
            assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
        if (i == death)
            die(&s, &w, &later);
        if (i >= from)
            shop_describe(&s, "cookie=d", &out);
    }
    shop_close(&s);
    tappa_store_close(store);
    return out.s;
}

static void
same_as_nobody_had_died(int (*story)(struct shop *, int), int steps)
{
    for (int death = 0; death < steps; death++) {
        char *live = told(story, steps, steps, death);

        for (int checkpoint = -1; checkpoint < death; checkpoint++) {
            char *dead = told(story, checkpoint, death, death);

            if (strcmp(live, dead))
                fprintf(stderr, "checkpoint behind %d, death behind %d:\n", checkpoint, death);
            assert_string_equal(live, dead);
            free(dead);
        }
        free(live);
    }
}

static void
of_few_moments(void **state)
{
    (void)state;
    same_as_nobody_had_died(contacts_in_few_moments, 19);
    same_as_nobody_had_died(move_in_one_moment, 5);
    same_as_nobody_had_died(move_to_a_shorter_wait, 9);
}

/* What a person reads of a journey says the author's words, in every process: not those of a canonical text. */
static void
places_are_the_authors(void **state)
{
    static const char late[] =
        "tappa: 1\nmodel: late\nversion: 1\ndata: {n: {type: int, default: 0}}\nevents: {Go: {fields: {by: int}}}\n"
        "stages:\n  a: {when: {Go: {set: {n: 1 / event.by}, to: b}}}\n  b: {after: {90m: {set: {n: 1 / (data.n - data.n)}, to: a}}}\n";
    static const char place[] = "stages.b.after.90m.set.n";
    const char *text;
    size_t size;

    (void)state;
    for (int dies = 0; dies < 2; dies++) {
        struct window w, later;
        tappa_store *store;
        struct shop s;

        shop_behind(&s, &store, &w);
        shop_add(&s, late);
        shop_ingest(&s, "cookie=c", "Go", SHOP_START, "1", "by=1");
        if (dies)
            die(&s, &w, &later);
        shop_due(&s, SHOP_START + 2 * SHOP_HOUR);
        assert_int_equal(tappa_engine_journal(s.engine, shop_find(&s, "cookie=c"), 1, &text, &size), TAPPA_OK);
        assert_non_null(strstr(text, place));
        shop_close(&s);
        tappa_store_close(store);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(dying_loses_nothing), cmocka_unit_test(opening_reads_nobody), cmocka_unit_test(a_version_comes_behind_an_event),
                                       cmocka_unit_test(a_model_comes_after_a_death), cmocka_unit_test(of_one_moment), cmocka_unit_test(of_few_moments),
                                       cmocka_unit_test(places_are_the_authors)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
