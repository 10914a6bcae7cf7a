/* Owns forgetting: one person out of the store, and a note that it was done.
 * Hosts call it when somebody asks for it, or when the law does.
 * First all of it goes in one commit, then the store clears its files of the bytes; an interrupted erasing is done again by calling again. */
#include <string.h>

#include "lib/base/hash.h"
#include "lib/base/time.h"
#include "lib/engine/pack.h"
#include "lib/engine/remains.h"

struct erasing {
    struct tappa__remains r;
    struct tappa_store_seen *seen;
    struct tappa_store_identity *identities;
    struct tappa_store_contact rest[2]; /* of one who is damaged: contacts, in the archive too, that were not found */
    struct tappa_store_note notes[4]; /* the sums of all who were erased, as they are and with what this one has counted; the proof; the checkpoint without it */
    struct tappa__buffer proof, checkpoint;
    size_t seen_count, identity_count, note_count;
    char name[8 + 33]; /* of the proof */
};

/* Room for one identity more. */
static tappa_status
list_all(struct erasing *x)
{
    struct tappa__remains *r = &x->r;
    struct tappa__arena *arena = &r->engine->scratch;
    size_t i;

    x->seen = tappa__arena_alloc(arena, (r->seen_count + 1) * sizeof *x->seen);
    x->identities = tappa__arena_alloc(arena, (r->identity_count + 1) * sizeof *x->identities);
    if (!x->seen || !x->identities)
        return TAPPA_ENOMEM;
    for (i = 0; i < r->seen_count; i++)
        x->seen[x->seen_count++] = (struct tappa_store_seen){.size = sizeof *x->seen, .flags = TAPPA_STORE_REMOVE, .number = r->seen[i]};
    for (i = 0; i < r->identity_count; i++)
        x->identities[x->identity_count++] = (struct tappa_store_identity){.size = sizeof *x->identities, .flags = TAPPA_STORE_REMOVE,
                                                                           .identity = r->identities[i]};
    if (r->damaged)
        x->identities[x->identity_count++] = (struct tappa_store_identity){.size = sizeof *x->identities, .customer = r->customer,
                                                                           .flags = TAPPA_STORE_REMOVE | TAPPA_STORE_OF};
    return TAPPA_OK;
}

/* A checkpoint that passed it over names its identities, by their numbers. */
static void
forget_tails(struct erasing *x)
{
    struct tappa_engine *e = x->r.engine;

    if (!tappa__map_count(e->left))
        return;
    tappa__tails_pack(e, e->checkpoint_at, &x->r, &x->checkpoint);
    x->notes[x->note_count++] = (struct tappa_store_note){.name = {"checkpoint", 10}, .value = {x->checkpoint.s, x->checkpoint.n}};
}

/* Says when and how much, and nothing of who: the number is not that of any identity. */
static void
make_proof(struct erasing *x, int64_t now)
{
    static const uint8_t key[] = "tappa  erasure  ";
    const struct tappa__remains *r = &x->r;
    int64_t parts[3] = {now, (int64_t)r->entry_count, r->revision};
    uint8_t hash[16];
    struct tappa__buffer seed;
    size_t i;

    tappa__buffer_init(&seed, &r->engine->allocator);
    for (i = 0; i < 3; i++)
        tappa__put_i64(&seed, parts[i]);
    for (i = 0; i < r->entry_count; i++)
        tappa__put_i64(&seed, r->sequences[i]);
    x->proof.failed |= seed.failed;
    tappa__siphash128(seed.s ? seed.s : "", seed.n, key, hash);
    tappa__buffer_free(&seed);
    memcpy(x->name, "erasure/", 8);
    for (i = 0; i < 32; i++)
        x->name[8 + i] = "0123456789abcdef"[hash[i / 2] >> (i % 2 ? 0 : 4) & 15];
    tappa__put_i64(&x->proof, now);
    tappa__put_u64(&x->proof, r->entry_count);
    tappa__put_u64(&x->proof, r->identity_count);
    tappa__put_u64(&x->proof, r->contact_count);
    x->notes[x->note_count++] = (struct tappa_store_note){.name = {x->name, 40}, .value = {x->proof.s, x->proof.n}};
}

/* Of one whose rows cannot be read no revision is known, and there may be contacts that could not be either. */
static tappa_status
write_all(struct erasing *x)
{
    const struct tappa__remains *r = &x->r;
    struct tappa_store *store = r->engine->store;
    struct tappa_store_customer row = {.size = sizeof row, .customer = r->customer, .expected = r->revision,
                                       .flags = TAPPA_STORE_REMOVE | (r->revision ? 0 : TAPPA_STORE_OF)};
    struct tappa_commit all = {.size = sizeof all, .seen = x->seen, .seen_count = x->seen_count, .identities = x->identities,
                               .identity_count = x->identity_count, .customers = &row, .customer_count = r->revision || r->damaged,
                               .contacts = r->contacts, .contact_count = r->contact_count, .notes = x->notes, .note_count = x->note_count,
                               .erase = r->sequences, .erase_count = r->entry_count};
    size_t i;

    for (i = 0; i < x->note_count; i++)
        x->notes[i].size = sizeof x->notes[i];
    for (i = 0; r->damaged && i < 2; i++)
        x->rest[i] = (struct tappa_store_contact){.size = sizeof *x->rest, .flags = TAPPA_STORE_REMOVE | TAPPA_STORE_OF,
                                                  .customer = i ? tappa__archive_of(r->customer) : r->customer};
    if (r->damaged) {
        all.contacts = x->rest; /* those that were found are among them */
        all.contact_count = 2;
    }
    return store->table->commit(store, &all);
}

static tappa_status
commit(struct erasing *x)
{
    struct tappa_engine *e = x->r.engine;
    struct tappa__customer *c;
    tappa_status status = x->proof.failed || x->checkpoint.failed ? TAPPA_ENOMEM : tappa__committed(e, write_all(x));
    size_t i;

    if (status)
        return status;
    for (i = 0; i < x->r.identity_count; i++)
        (void)tappa__map_set(e->tails, x->r.identities[i], NULL); /* nothing of it is behind any checkpoint */
    tappa__tails_settle(e, &x->r);
    for (i = 0; i < x->seen_count; i++)
        (void)tappa__map_set(e->recent, x->seen[i].number, NULL);
    c = tappa__map_get(e->customers, x->r.customer);
    if (c)
        tappa__customer_drop(c);
    return TAPPA_OK;
}

/* All of it, in one commit. */
static tappa_status
erase(struct erasing *x, int64_t now)
{
    const struct tappa_allocator *a = &x->r.engine->allocator;
    tappa_status status = list_all(x);

    if (!status)
        status = tappa__tallies_leave(&x->r, x->notes, &x->note_count);
    if (status)
        return status;
    tappa__buffer_init(&x->proof, a);
    tappa__buffer_init(&x->checkpoint, a);
    make_proof(x, now);
    forget_tails(x);
    status = commit(x);
    tappa__buffer_free(&x->proof);
    tappa__buffer_free(&x->checkpoint);
    return status;
}

/* Whom a number leads to where the customer cannot be read: it may be of before two became one. */
static tappa_status
lead_on(struct tappa_engine *e, int64_t *customer)
{
    struct tappa_store_customer there = {.size = sizeof there};
    struct tappa_store_identity row = {.size = sizeof row};
    tappa_status status = e->store->table->customer(e->store, *customer, &there);

    if (status == TAPPA_ESTORE || there.revision)
        return TAPPA_OK;
    if (!status)
        status = e->store->table->identity(e->store, *customer, &row);
    if (!status && row.identity)
        *customer = row.customer;
    return status;
}

static tappa_status
find_sound(struct tappa_engine *e, int64_t customer, struct tappa__remains *r)
{
    struct tappa__customer *c;
    tappa_status status = tappa__customer_get(e, customer, &c);

    return status ? status : tappa__remains_of(c, r);
}

/* Nobody's number may still have something in the store that leads to it. */
static tappa_status
find_remains(struct tappa_engine *e, int64_t customer, struct tappa__remains *r)
{
    const int is_shared = (e->store->flags & TAPPA_STORE_SHARED) != 0;
    struct tappa__customer *c;
    tappa_status status = find_sound(e, customer, r);
    int unknown;

    if ((status == TAPPA_ESTORE || status == TAPPA_ECONFLICT) && is_shared) { /* or another process has erased them between two questions */
        tappa__remains_free(r);
        *r = (struct tappa__remains){.engine = e};
        status = tappa__customer_fresh(e);
        if (!status)
            status = find_sound(e, customer, r);
    }
    unknown = status == TAPPA_EUNKNOWN;
    if (status == TAPPA_ELIMIT) /* the history is longer than one that is read: what is damaged need not be either */
        status = TAPPA_ESTORE;
    if ((status != TAPPA_ESTORE && !unknown) || !customer || customer == INT64_MIN)
        return status;
    tappa__remains_free(r);
    status = lead_on(e, &customer);
    if (!status)
        status = tappa__remains_search(e, customer, r);
    if (!status && unknown && !r->entry_count && !r->contact_count && !r->led)
        return TAPPA_EUNKNOWN;
    c = tappa__map_get(e->customers, customer);
    if (!status && c && !is_shared) { /* what it counted is known better here than in a row that is behind */
        r->tallies = c->tallies;
        r->tally_count = c->tally_count;
    }
    return status;
}

/* Nobody's number: the files may still have bytes that an earlier call could not clear, and there may be an identity that leads to it and has done
 * nothing. Another process may have made somebody of that number since it was looked for: so a row that is taken away again says that there is none. */
static tappa_status
clear_rest(struct tappa_engine *e, int64_t customer)
{
    struct tappa_store_identity led = {.size = sizeof led, .flags = TAPPA_STORE_REMOVE | TAPPA_STORE_OF, .customer = customer};
    struct tappa_store_customer none[2] = {{.size = sizeof *none, .customer = customer, .revision = 1, .due = TAPPA_NEVER},
                                           {.size = sizeof *none, .flags = TAPPA_STORE_REMOVE, .customer = customer, .expected = 1}};
    struct tappa_commit commit = {.size = sizeof commit, .identities = &led, .identity_count = 1, .customers = none, .customer_count = 2};
    int is_number = customer && customer != INT64_MIN;
    tappa_status status = is_number ? tappa__committed(e, e->store->table->commit(e->store, &commit)) : TAPPA_OK;
    tappa_status cleared = e->store->table->erased(e->store);

    return status ? status : cleared;
}

tappa_status
tappa_engine_erase(tappa_engine *engine, int64_t customer, int64_t now, char proof[33])
{
    struct erasing x = {.r = {.engine = engine}};
    tappa_status status;

    if (!engine)
        return TAPPA_EINVAL;
    if (now < TAPPA__TIME_MIN || now > TAPPA__TIME_MAX)
        return TAPPA_ETIME;
    status = tappa__enter(engine, now);
    if (status)
        return status;
    tappa__turn_take(engine);
    status = tappa__customer_fresh(engine);
    if (!status)
        status = find_remains(engine, customer, &x.r);
    if (status == TAPPA_EUNKNOWN) {
        tappa_status cleared = clear_rest(engine, customer);

        if (!cleared && proof)
            proof[0] = '\0';
        status = cleared ? cleared : status;
    } else if (!status) {
        status = erase(&x, now);
        if (!status && proof) /* whatever becomes of the files: no later call knows it any more */
            memcpy(proof, x.name + 8, 33);
        if (!status)
            status = engine->store->table->erased(engine->store);
    }
    tappa__remains_free(&x.r);
    tappa__turn_end(engine);
    if (status == TAPPA_ECONFLICT)
        (void)tappa__customer_fresh(engine);
    return status;
}
