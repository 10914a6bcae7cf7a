/* Owns a model's life: its reference count, the canonical text by which two models are the same, and its end.
 * derive.c seals a model once; hosts, journeys and whoever keeps a model call ref and unref, from any thread.
 * The model struct lives inside its own arena, so the arena is copied out before it is freed, and after the last unref nothing is touched. */
#include <string.h>

#include "lib/base/hash.h"
#include "lib/core/model/dump.h"

tappa_model *
tappa_model_ref(tappa_model *model)
{
    if (model != NULL)
        atomic_fetch_add_explicit(&model->references, 1, memory_order_relaxed);
    return model;
}

void
tappa_model_unref(tappa_model *model)
{
    struct tappa__arena arena;

    if (model == NULL || atomic_fetch_sub_explicit(&model->references, 1, memory_order_release) != 1)
        return;
    /* What other threads did with the model happened before their unref, and must happen before the end. */
    atomic_thread_fence(memory_order_acquire);
    for (uint32_t i = 0; i < model->expression_count; i++)
        tappa__program_release(model->expressions[i].program);
    arena = model->arena;
    tappa__arena_free(&arena);
}

tappa_status
tappa__model_seal(struct tappa_model *m)
{
    static const uint8_t key[] = "tappa fingerprnt";
    struct tappa__buffer text;

    tappa__buffer_init(&text, &m->arena.allocator);
    tappa__model_dump(m, &text);
    if (!text.failed && text.n <= UINT32_MAX)
        m->dump = tappa__arena_text(&m->arena, text.s, text.n);
    tappa__buffer_free(&text);
    if (m->dump.s == NULL)
        return TAPPA_ENOMEM;
    tappa__siphash128(m->dump.s, m->dump.n, key, m->fingerprint);
    return TAPPA_OK;
}

static const char *
lend(struct tappa__text text, size_t *size)
{
    if (size != NULL)
        *size = text.n;
    return text.s;
}

const char *
tappa_model_dump(const tappa_model *model, size_t *size)
{
    return lend(model != NULL ? model->dump : TAPPA__TEXT(""), size);
}

const char *
tappa_model_text(const tappa_model *model, size_t *size)
{
    return lend(model != NULL ? model->text : TAPPA__TEXT(""), size);
}

tappa_status
tappa_model_fingerprint(const tappa_model *model, char out[33])
{
    static const char digits[] = "0123456789abcdef";

    if (model == NULL || out == NULL)
        return TAPPA_EINVAL;
    for (size_t i = 0; i < sizeof model->fingerprint; i++) {
        out[2 * i] = digits[model->fingerprint[i] >> 4];
        out[2 * i + 1] = digits[model->fingerprint[i] & 15];
    }
    out[32] = '\0';
    return TAPPA_OK;
}
