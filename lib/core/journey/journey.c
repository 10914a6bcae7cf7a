/* A journey as an object: making, freeing, and what hosts write into it from outside. Its state, customer and id stand in one
 * allocation behind it; text slots and delayed sends have a block of their own. It holds its model and zone, so the order in which
 * a host frees things does not matter. */
#include <string.h>

#include "lib/core/journey/feed.h"

#define NAME_MAX_BYTES 65535

static struct tappa__text
put_name(char **at, const char *s, size_t n)
{
    struct tappa__text t = {*at, (uint32_t)n};

    if (n)
        memcpy(*at, s, n);
    (*at)[n] = '\0';
    *at += n + 1;
    return t;
}

tappa_status
tappa_journey_new(tappa_model *model, const char *customer, size_t customer_size, const char *id, size_t id_size,
                  tappa_journey **journey)
{
    struct tappa_journey *j;
    char *text;

    if (journey)
        *journey = NULL;
    if (!model || !customer || !journey || customer_size > NAME_MAX_BYTES || id_size > NAME_MAX_BYTES ||
        !tappa__utf8_valid(customer, customer_size) || (id && !tappa__utf8_valid(id, id_size)))
        return TAPPA_EINVAL;
    j = tappa__alloc(&model->arena.allocator, sizeof *j + tappa__state_bytes(model) + customer_size + id_size + 2);
    if (!j)
        return TAPPA_ENOMEM;
    memset(j, 0, sizeof *j);
    text = (char *)tappa__journey_state(j) + tappa__state_bytes(model);
    j->customer = put_name(&text, customer, customer_size);
    j->id = id ? put_name(&text, id, id_size) : j->customer;
    j->model = tappa_model_ref(model);
    tappa__state_clear(model, tappa__journey_state(j));
    *journey = j;
    return TAPPA_OK;
}

void
tappa_journey_free(tappa_journey *journey)
{
    struct tappa_allocator a;
    tappa_model *model;

    if (!journey)
        return;
    model = journey->model;
    a = model->arena.allocator;
    tappa__free(&a, journey->extra);
    tappa_zone_unref(journey->zone);
    tappa__free(&a, journey);
    tappa_model_unref(model);
}

tappa_status
tappa_journey_set_zone(tappa_journey *journey, tappa_zone *zone)
{
    tappa_zone *old;

    if (!journey)
        return TAPPA_EINVAL;
    old = journey->zone;
    journey->zone = tappa_zone_ref(zone);
    tappa_zone_unref(old);
    return TAPPA_OK;
}

static tappa_status
write_slot(tappa_journey *journey, uint32_t slot, const struct tappa_value *value)
{
    struct tappa__subject subject = tappa__subject_of(journey);
    struct tappa_batch b;
    tappa_status status;

    tappa__batch_init(&b, &journey->model->arena.allocator);
    status = tappa__write_slot(&subject, slot, value, &b);
    tappa__batch_done(&b);
    return status;
}

tappa_status
tappa_journey_set_profile(tappa_journey *journey, uint32_t slot, const struct tappa_value *value)
{
    if (!journey || !value || slot >= journey->model->profile_count)
        return TAPPA_EINVAL;
    if (!tappa__value_fits(value, journey->model->profile[slot].kind))
        return TAPPA_EFIELD;
    return write_slot(journey, journey->model->data_count + slot, value);
}

tappa_status
tappa_journey_forget(tappa_journey *journey, uint32_t slot)
{
    static const struct tappa_value unset;

    return journey && slot < journey->model->data_count ? write_slot(journey, slot, &unset) : TAPPA_EINVAL;
}

/* ---- what a host asks before there is a journey, or beside one ---- */

int32_t
tappa_model_has_entry(const tappa_model *model)
{
    return model ? (int32_t)model->has_entry : 0;
}

int32_t
tappa_model_again(const tappa_model *model)
{
    return model ? (int32_t)model->again : 0;
}

int32_t
tappa_model_has_key(const tappa_model *model)
{
    return model && model->key != TAPPA_NONE;
}
