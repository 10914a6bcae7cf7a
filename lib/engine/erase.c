/* Owns forgetting: one person out of the store, and a note that it was done.
 * Hosts call it when somebody asks for it, or when the law does.
 * First all of it goes in one commit, then the store clears its files of the bytes; an interrupted erasing is done again by calling again. */
#include <string.h>

#include "lib/base/hash.h"
#include "lib/base/time.h"
#include "lib/engine/engine.h"
#include "lib/engine/pack.h"

struct erasing {
    struct tappa__entry *entries;
    size_t entry_count;
    int64_t *sequences;
    struct tappa_store_seen *seen;
    struct tappa_store_identity *identities;
    struct tappa_store_contact *contacts;
    struct tappa_store_note notes[3]; /* the proof; the sums of all who were erased, with what this one has counted; the checkpoint without it */
    struct tappa__buffer proof, checkpoint;
    size_t seen_count, note_count;
};

static int
make_room(struct tappa__customer *c, struct erasing *x)
{
    struct tappa__arena *arena = &c->engine->scratch;

    x->sequences = tappa__arena_alloc(arena, (x->entry_count + 1) * sizeof *x->sequences);
    x->seen = tappa__arena_alloc(arena, (x->entry_count + 2) * sizeof *x->seen); /* and one for the sums */
    x->identities = tappa__arena_alloc(arena, (c->member_count + 1) * sizeof *x->identities);
    x->contacts = tappa__arena_alloc(arena, (c->contact_count + c->past_count + 1) * sizeof *x->contacts);
    return x->sequences && x->seen && x->identities && x->contacts ? 0 : -1;
}

static void
list_all(const struct tappa__customer *c, struct erasing *x)
{
    size_t i;

    for (i = 0; i < x->entry_count; i++) {
        const struct tappa__entry *entry = &x->entries[i];

        x->sequences[i] = entry->sequence;
        if (entry->kind == TAPPA__ENTRY_EVENT && entry->id.n)
            x->seen[x->seen_count++] = (struct tappa_store_seen){.size = sizeof *x->seen, .flags = TAPPA_STORE_REMOVE,
                                                                 .number = tappa__seen_number(entry->source, entry->id)};
    }
    for (i = 0; i < c->member_count; i++)
        x->identities[i] = (struct tappa_store_identity){.size = sizeof *x->identities, .flags = TAPPA_STORE_REMOVE,
                                                         .identity = c->members[i].identity};
    for (i = 0; i < c->contact_count + c->past_count; i++) {
        const struct tappa__contact *contact = i < c->contact_count ? &c->contacts[i] : &c->past[i - c->contact_count];

        x->contacts[i] = (struct tappa_store_contact){.size = sizeof *x->contacts, .flags = TAPPA_STORE_REMOVE};
        memcpy(x->contacts[i].key, contact->key, sizeof x->contacts[i].key);
    }
}

static tappa_status
keep_sums(const struct tappa__customer *c, struct erasing *x)
{
    struct tappa_store_note *note = &x->notes[x->note_count];
    tappa_status status = tappa__tallies_leave(c, note, &x->seen[x->seen_count]);

    x->seen_count += !status && note->name.data;
    x->note_count += !status && note->name.data;
    return status;
}

/* A checkpoint that passed it over names its identities, by their numbers. */
static void
forget_tails(const struct tappa__customer *c, struct erasing *x)
{
    if (!tappa__map_count(c->engine->left))
        return;
    tappa__tails_pack(c->engine, c->engine->checkpoint_at, c, &x->checkpoint);
    x->notes[x->note_count++] = (struct tappa_store_note){.name = {"checkpoint", 10}, .value = {x->checkpoint.s, x->checkpoint.n}};
}

/* Says when and how much, and nothing of who: the number is not that of any identity. */
static void
make_proof(const struct tappa__customer *c, struct erasing *x, int64_t now, char name[8 + 33])
{
    static const uint8_t key[] = "tappa  erasure  ";
    int64_t parts[3] = {now, (int64_t)x->entry_count, c->revision};
    uint8_t hash[16];
    struct tappa__buffer seed;
    size_t i;

    tappa__buffer_init(&seed, &c->engine->allocator);
    for (i = 0; i < 3; i++)
        tappa__put_i64(&seed, parts[i]);
    for (i = 0; i < x->entry_count; i++)
        tappa__put_i64(&seed, x->sequences[i]);
    x->proof.failed |= seed.failed;
    tappa__siphash128(seed.s ? seed.s : "", seed.n, key, hash);
    tappa__buffer_free(&seed);
    memcpy(name, "erasure/", 8);
    for (i = 0; i < 32; i++)
        name[8 + i] = "0123456789abcdef"[hash[i / 2] >> (i % 2 ? 0 : 4) & 15];
    name[40] = '\0';
    tappa__put_i64(&x->proof, now);
    tappa__put_u64(&x->proof, x->entry_count);
    tappa__put_u64(&x->proof, c->member_count);
    tappa__put_u64(&x->proof, c->contact_count + c->past_count);
    x->notes[x->note_count++] = (struct tappa_store_note){.name = {name, 40}, .value = {x->proof.s, x->proof.n}};
}

static tappa_status
commit(struct tappa__customer *c, struct erasing *x)
{
    struct tappa_engine *e = c->engine;
    struct tappa_store_customer row = {.size = sizeof row, .flags = TAPPA_STORE_REMOVE, .customer = c->id, .expected = c->revision};
    struct tappa_commit all = {.size = sizeof all, .seen = x->seen, .seen_count = x->seen_count, .identities = x->identities,
                               .identity_count = c->member_count, .customers = &row, .customer_count = c->revision != 0,
                               .contacts = x->contacts, .contact_count = c->contact_count + c->past_count, .notes = x->notes,
                               .note_count = x->note_count, .erase = x->sequences, .erase_count = x->entry_count};
    tappa_status status;
    size_t i;

    for (i = 0; i < x->note_count; i++)
        x->notes[i].size = sizeof x->notes[i];
    status = x->proof.failed || x->checkpoint.failed ? TAPPA_ENOMEM : tappa__committed(e, e->store->table->commit(e->store, &all));
    if (status)
        return status;
    for (i = 0; i < c->member_count; i++)
        (void)tappa__map_set(e->tails, c->members[i].identity, NULL); /* nothing of it is behind any checkpoint */
    tappa__tails_settle(e, c);
    for (i = 0; i < x->seen_count; i++)
        (void)tappa__map_set(e->recent, x->seen[i].number, NULL);
    tappa__customer_drop(c);
    return e->store->table->erased(e->store);
}

/* All of one customer, in one commit. */
static tappa_status
erase(struct tappa__customer *c, struct erasing *x, int64_t now, char *proof)
{
    char name[8 + 33];
    tappa_status status = make_room(c, x) ? TAPPA_ENOMEM : TAPPA_OK;

    if (status)
        return status;
    list_all(c, x);
    status = keep_sums(c, x);
    if (status)
        return status;
    tappa__buffer_init(&x->proof, &c->engine->allocator);
    tappa__buffer_init(&x->checkpoint, &c->engine->allocator);
    make_proof(c, x, now, name);
    forget_tails(c, x);
    status = commit(c, x);
    tappa__buffer_free(&x->proof);
    tappa__buffer_free(&x->checkpoint);
    if (!status && proof)
        memcpy(proof, name + 8, 33);
    return status;
}

tappa_status
tappa_engine_erase(tappa_engine *engine, int64_t customer, int64_t now, char proof[33])
{
    struct erasing x = {0};
    struct tappa__customer *c;
    tappa_status status;

    if (!engine)
        return TAPPA_EINVAL;
    if (now < TAPPA__TIME_MIN || now > TAPPA__TIME_MAX)
        return TAPPA_ETIME;
    tappa__begin(engine, now);
    status = tappa__customer_fresh(engine);
    if (!status)
        status = tappa__customer_get(engine, customer, &c);
    if (status == TAPPA_EUNKNOWN && proof) /* already gone: the files may still have its bytes */
        proof[0] = '\0';
    if (!status)
        status = tappa__archive_recall(c);
    if (!status)
        status = tappa__history_read(c, &x.entries, &x.entry_count);
    if (status)
        return status;
    status = erase(c, &x, now, proof);
    if (status == TAPPA_ECONFLICT)
        (void)tappa__customer_fresh(engine);
    return status;
}
