/* Owns copies of records: one block with all that a record points to.
 * Called by hosts that gather records before they hand them on.
 * A copy borrows nothing, and is freed as one. */
#include <string.h>

#include "lib/record/size.h"
#include "tappa/exchange/reader.h"

/* A copy, with what frees it. Behind it stand the fields, the identities, then all texts. */
struct block {
    struct tappa_allocator allocator;
    struct tappa_record record;
};

static int
has_text(const struct tappa_value *value)
{
    return value->kind == TAPPA_STRING || value->kind == TAPPA_BYTES;
}

static size_t
texts_of(const struct tappa_record *r)
{
    size_t n = (size_t)r->customer_size + r->event_size + r->id_size + r->source_size + r->touchpoint_size + r->zone_size;
    uint32_t i;

    for (i = 0; i < r->field_count; i++)
        n += (size_t)r->fields[i].name_size + (has_text(&r->fields[i].value) ? r->fields[i].value.size : 0);
    for (i = 0; i < r->identity_count; i++)
        n += (size_t)r->identities[i].kind_size + r->identities[i].value_size;
    return n;
}

static const char *
keep(char **at, const void *s, size_t n)
{
    char *copy = *at;

    if (n)
        memcpy(copy, s, n);
    *at += n;
    return copy;
}

static void
keep_all(struct tappa_record *r, struct tappa_field *fields, struct tappa_identity *identities, char *at)
{
    uint32_t i;

    for (i = 0; i < r->field_count; i++) {
        fields[i] = r->fields[i];
        fields[i].name = keep(&at, fields[i].name, fields[i].name_size);
        if (has_text(&fields[i].value))
            fields[i].value.data = keep(&at, fields[i].value.data, fields[i].value.size);
    }
    for (i = 0; i < r->identity_count; i++) {
        identities[i] = r->identities[i];
        identities[i].kind = keep(&at, identities[i].kind, identities[i].kind_size);
        identities[i].value = keep(&at, identities[i].value, identities[i].value_size);
    }
    r->fields = fields;
    r->identities = identities;
    r->customer = keep(&at, r->customer, r->customer_size);
    r->event = keep(&at, r->event, r->event_size);
    r->id = keep(&at, r->id, r->id_size);
    r->source = keep(&at, r->source, r->source_size);
    r->touchpoint = keep(&at, r->touchpoint, r->touchpoint_size);
    r->zone = keep(&at, r->zone, r->zone_size);
}

tappa_status
tappa_record_copy(const struct tappa_allocator *allocator, const struct tappa_record *record, struct tappa_record **copy)
{
    struct tappa_record r = {0};
    struct tappa_allocator a;
    struct tappa_field *fields;
    struct tappa_identity *identities;
    struct block *block;

    if (copy)
        *copy = NULL;
    if (!copy || !record || !tappa__allocator_take(allocator, &a) ||
        !tappa__size_known(record, record->size, TAPPA__RECORD_LEAST, sizeof r))
        return TAPPA_EINVAL;
    memcpy(&r, record, record->size < sizeof r ? record->size : sizeof r);
    r.size = sizeof r;
    if ((r.field_count && !r.fields) || (r.identity_count && !r.identities))
        return TAPPA_EINVAL;
    block = tappa__alloc(&a, sizeof *block + r.field_count * sizeof *fields + r.identity_count * sizeof *identities + texts_of(&r));
    if (!block)
        return TAPPA_ENOMEM;
    fields = (struct tappa_field *)(block + 1);
    identities = (struct tappa_identity *)(fields + r.field_count);
    keep_all(&r, fields, identities, (char *)(identities + r.identity_count));
    block->allocator = a;
    block->record = r;
    *copy = &block->record;
    return TAPPA_OK;
}

void
tappa_record_free(struct tappa_record *copy)
{
    struct tappa_allocator a;
    struct block *block;

    if (!copy)
        return;
    block = (struct block *)(void *)((char *)copy - offsetof(struct block, record));
    a = block->allocator;
    tappa__free(&a, block);
}
