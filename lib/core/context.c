/* Owns contexts, and the public faces of zones, status names and the version.
 * Called by hosts and bindings before anything else.
 * Protects one invariant: a context is complete from the moment it exists: three allocator functions, every limit >= 1. */
#include "lib/core/context.h"

#include "lib/base/memory.h"
#include "lib/base/zone.h"
#include "tappa/journey.h"

#include <string.h>

/* The YAML reader's own bound, which a limit may lower but not raise. */
#define DEPTH_MAX 64

static const uint64_t default_limits[TAPPA__LIMITS] = {
    [TAPPA_LIMIT_MODEL_BYTES] = 1048576,  [TAPPA_LIMIT_SCALAR_BYTES] = 65536,
    [TAPPA_LIMIT_NODES] = 100000,         [TAPPA_LIMIT_DEPTH] = DEPTH_MAX,
    [TAPPA_LIMIT_STAGES] = 1000,          [TAPPA_LIMIT_TRANSITIONS] = 10000,
    [TAPPA_LIMIT_DIAGNOSTICS] = 1000,     [TAPPA_LIMIT_EXPRESSION_COST] = 1000000,
    [TAPPA_LIMIT_PENDING_SENDS] = 1000,   [TAPPA_LIMIT_SNAPSHOT_BYTES] = 1048576,
};

tappa_status
tappa_context_new(const struct tappa_allocator *allocator, tappa_context **context)
{
    struct tappa_allocator a;
    tappa_context *made;

    if (!context)
        return TAPPA_EINVAL;
    *context = NULL;
    if (allocator)
        a = *allocator;
    else
        tappa__allocator_default(&a);
    if (!a.allocate || !a.reallocate || !a.release)
        return TAPPA_EINVAL;
    made = tappa__alloc_zero(&a, sizeof *made);
    if (!made)
        return TAPPA_ENOMEM;
    atomic_init(&made->references, 1);
    made->allocator = a;
    memcpy(made->limits, default_limits, sizeof made->limits);
    *context = made;
    return TAPPA_OK;
}

tappa_context *
tappa_context_ref(tappa_context *context)
{
    if (context)
        atomic_fetch_add_explicit(&context->references, 1, memory_order_relaxed);
    return context;
}

/* Acquire and release: whatever another owner did with the context has happened before it goes. */
void
tappa_context_unref(tappa_context *context)
{
    struct tappa_allocator a;

    if (!context || atomic_fetch_sub_explicit(&context->references, 1, memory_order_acq_rel) != 1)
        return;
    a = context->allocator;
    tappa__free(&a, context);
}

static int
limit_known(int32_t limit)
{
    return limit >= 1 && limit < TAPPA__LIMITS;
}

tappa_status
tappa_context_set_limit(tappa_context *context, int32_t limit, uint64_t value)
{
    if (!context || !limit_known(limit) || value == 0)
        return TAPPA_EINVAL;
    if (limit == TAPPA_LIMIT_DEPTH && value > DEPTH_MAX)
        return TAPPA_EINVAL;
    context->limits[limit] = value;
    return TAPPA_OK;
}

uint64_t
tappa_context_limit(const tappa_context *context, int32_t limit)
{
    return context && limit_known(limit) ? context->limits[limit] : 0;
}

void
tappa_context_allocator(const tappa_context *context, struct tappa_allocator *allocator)
{
    *allocator = context->allocator;
}

const struct tappa_allocator *
tappa__context_allocator(const tappa_context *context)
{
    return &context->allocator;
}

tappa_status
tappa_zone_load(tappa_context *context, const char *name, size_t size, tappa_zone **zone)
{
    struct tappa__text t = {name, (uint32_t)size};

    if (!zone)
        return TAPPA_EINVAL;
    *zone = NULL;
    if (!context || !name)
        return TAPPA_EINVAL;
    if (size > UINT32_MAX)
        return TAPPA_EZONE;
    return tappa__zone_load(&context->allocator, NULL, t, zone);
}

tappa_zone *
tappa_zone_ref(tappa_zone *zone)
{
    return tappa__zone_ref(zone);
}

void
tappa_zone_unref(tappa_zone *zone)
{
    tappa__zone_unref(zone);
}

const char *
tappa_zone_name(const tappa_zone *zone)
{
    return tappa__zone_name(zone).s;
}

const char *
tappa_status_text(tappa_status status)
{
    static const struct {
        tappa_status status;
        const char *text;
    } names[] = {
        {TAPPA_OK, "ok"},
        {TAPPA_NOT_BEGUN, "the event began no journey"},
        {TAPPA_NOT_DUE, "nothing was due"},
        {3, "nothing more will come"}, /* TAPPA_END, TAPPA_MORE */
        {4, "more bytes are needed"},
        {TAPPA_EINVAL, "invalid argument"},
        {TAPPA_ENOMEM, "out of memory"},
        {TAPPA_EMODEL, "the model has errors"},
        {TAPPA_ELIMIT, "a limit was reached"},
        {TAPPA_ELATE, "the event is older than the last one"},
        {TAPPA_EFIELD, "a field does not fit its type"},
        {TAPPA_ELOOP, "more than 1,000 transitions in one call"},
        {TAPPA_ETIME, "time outside the years 0001 to 9999"},
        {TAPPA_ESNAPSHOT, "no snapshot, or a damaged one"},
        {TAPPA_EVERSION, "a snapshot or a store of a newer format version"},
        {TAPPA_EMISMATCH, "of another model, or of a version that does not lead here"},
        {TAPPA_EZONE, "no such time zone, or a damaged one"},
        {TAPPA_EIO, "the file cannot be read or written"},
        {TAPPA_EEXPR, "an expression is wrong or failed"},
        {TAPPA_ENAME, "no such name"},
        {TAPPA_EMODELS, "objects of different models"},
        {TAPPA_EFORMAT, "not the expected format"},
        {TAPPA_ECONFLICT, "changed by another in the meantime"},
        {TAPPA_ESTORE, "the store failed"},
        {TAPPA_EBUSY, "in use: by another process, or open already"},
        {TAPPA_EFORKED, "opened before fork()"},
        {TAPPA_EUNKNOWN, "nobody and nothing is known by this name, number or key"},
    };
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i].status == status)
            return names[i].text;
    }
    return "unknown status";
}

/* Numbers to text in the preprocessor, in the two steps that it needs. */
#define TEXT(x) #x
#define VERSION(major, minor, patch) TEXT(major) "." TEXT(minor) "." TEXT(patch)

const char *
tappa_version(void)
{
    return VERSION(TAPPA_VERSION_MAJOR, TAPPA_VERSION_MINOR, TAPPA_VERSION_PATCH);
}
