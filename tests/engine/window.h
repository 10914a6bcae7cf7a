/* A store that a process leaves behind, and who goes on with it. Included by tests that let processes die. */
#ifndef TESTS_ENGINE_WINDOW_H
#define TESTS_ENGINE_WINDOW_H

#include "tests/engine/people.h"

/* A store that hands on to another, and from some moment on writes nothing: what a process leaves behind. It is of a later age: its rows have grown. */
struct window {
    struct tappa_store store;
    struct tappa_store_table table;
    tappa_store *behind;
    int closed; /* to writing */
    int read;   /* customers' rows, so far */
};

static int window_blind; /* to what a customer's row says, whoever looks */
static void (*window_before)(void); /* what others do just before the next commit */

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
    void (*before)(void) = window_before;

    if (!w->closed && before) {
        window_before = NULL;
        before();
    }
    return w->closed ? TAPPA_ESTORE : w->behind->table->commit(w->behind, commit);
}
static tappa_status window_last(tappa_store *s, int64_t *out) { return BEHIND(s)->table->last(BEHIND(s), out); }
static tappa_status window_identity(tappa_store *s, int64_t n, struct tappa_store_identity *out) { return BEHIND(s)->table->identity(BEHIND(s), n, out); }
static tappa_status
window_customer(tappa_store *s, int64_t n, struct tappa_store_customer *out)
{
    ((struct window *)(void *)s)->read++;
    return window_blind ? TAPPA_ESTORE : BEHIND(s)->table->customer(BEHIND(s), n, out);
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

/* The process dies, and another one goes on with what it has left, as an owner or not (TAPPA_STORE_SHARED). */
static void
die(struct shop *s, struct window *w, struct window *next, uint32_t flags)
{
    w->closed = 1;
    (void)tappa_engine_close(s->engine);
    window_make(next, w->behind);
    next->store.flags = flags;
    assert_int_equal(tappa_engine_open(s->context, &next->store, NULL, &s->engine), TAPPA_OK);
}

#endif
