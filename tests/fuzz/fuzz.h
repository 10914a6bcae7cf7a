/* What fuzz targets share: a condition that must hold, models that ship, and reading all of what a call has lent. Each target defines
 * LLVMFuzzerTestOneInput(); libFuzzer calls it, or replay.c for the files of the corpus. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tappa/tappa.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever the input, this holds; where it does not, the fuzzer keeps the input. */
#define must(condition) ((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))

static inline void
fuzz_fail(const char *file, int line, const char *condition)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
    abort();
}

/* Models in an order of their own: an input names one by its number, so new ones go to the end. */
static const char *const fuzz_models[] = {
    "tests/unit/oom.yaml",                 "examples/models/omnichannel.yaml",     "examples/models/local-shop.yaml",
    "examples/models/seven-phases.yaml",   "examples/models/dentist.yaml",         "tests/scenario/parallel-conflict.yaml",
    "tests/scenario/history-deep.yaml",    "tests/scenario/at-nine.yaml",          "tests/scenario/send.yaml",
    "tests/scenario/done-nested.yaml",     "tests/scenario/loop.yaml",             "tests/scenario/every.yaml",
    "tests/scenario/errors.yaml",          "tests/scenario/again-always.yaml",     "tests/bench/seven-stages.yaml",
    "tests/fuzz/old.yaml",                 "tests/fuzz/new.yaml",
};
#define FUZZ_MODELS (sizeof fuzz_models / sizeof fuzz_models[0])

static inline tappa_model *
fuzz_model(tappa_context *context, size_t number)
{
    static tappa_model *loaded[FUZZ_MODELS];
    char path[1000];

    number %= FUZZ_MODELS;
    if (!loaded[number]) {
        snprintf(path, sizeof path, "%s/%s", FUZZ_ROOT, fuzz_models[number]);
        if (tappa_model_load(context, path, NULL, &loaded[number])) {
            fprintf(stderr, "%s cannot be loaded\n", path);
            exit(2);
        }
    }
    return loaded[number];
}

static inline tappa_context *
fuzz_context(void)
{
    static tappa_context *context;

    if (!context && tappa_context_new(NULL, &context))
        exit(2);
    return context;
}

/* A copy of just this size, so that a sanitizer sees the first byte read behind it. */
static inline char *
fuzz_copy(const void *data, size_t size)
{
    char *copy = malloc(size ? size : 1);

    if (!copy)
        exit(2);
    if (size)
        memcpy(copy, data, size);
    return copy;
}

/* Reads what is pointed to: a sanitizer says if it is no longer there. */
static inline uint32_t
fuzz_touch(const void *data, size_t size)
{
    const unsigned char *bytes = data;
    uint32_t sum = 0;

    for (size_t i = 0; i < size; i++)
        sum = sum * 31 + bytes[i];
    return sum;
}

static inline void
fuzz_touch_value(const struct tappa_value *v)
{
    if (v->kind == TAPPA_STRING || v->kind == TAPPA_BYTES)
        fuzz_touch(v->data, v->size);
    must(v->kind <= TAPPA_TYPE);
}

static inline void
fuzz_touch_effects(const tappa_batch *b)
{
    for (size_t i = 0; i < tappa_batch_effect_count(b); i++) {
        const struct tappa_effect *e = tappa_batch_effect_at(b, i);

        fuzz_touch(e->name, strlen(e->name));
        fuzz_touch_value(&e->value);
        for (uint32_t k = 0; k < e->argument_count; k++) {
            fuzz_touch(e->arguments[k].name, strlen(e->arguments[k].name));
            fuzz_touch_value(&e->arguments[k].value);
        }
    }
}

/* All of a batch; that its runs lie within it and cover it. */
static inline void
fuzz_touch_batch(const tappa_batch *b, const tappa_model *model)
{
    uint32_t taken = 0, entered = 0, left = 0, effects = 0;

    for (size_t i = 0; i < tappa_batch_step_count(b); i++) {
        const struct tappa_step *s = tappa_batch_step_at(b, i);

        fuzz_touch(s->name, s->name_size);
        must(s->taken_first == taken && s->entered_first == entered && s->left_first == left && s->effect_first == effects);
        taken += s->taken_count;
        entered += s->entered_count;
        left += s->left_count;
        effects += s->effect_count;
    }
    must(!tappa_batch_step_count(b) || (taken == tappa_batch_taken_count(b) && entered == tappa_batch_entered_count(b) &&
                                        left == tappa_batch_left_count(b) && effects == tappa_batch_effect_count(b)));
    for (size_t i = 0; i < tappa_batch_taken_count(b); i++)
        must(tappa_batch_taken_at(b, i)->row < tappa_model_transition_count(model));
    for (size_t i = 0; i < tappa_batch_entered_count(b); i++)
        must(tappa_batch_entered_at(b, i) < tappa_model_stage_count(model));
    for (size_t i = 0; i < tappa_batch_active_count(b); i++)
        must(tappa_batch_active_at(b, i) < tappa_model_stage_count(model));
    for (size_t i = 0; i < tappa_batch_change_count(b); i++)
        fuzz_touch_value(&tappa_batch_change_at(b, i)->value);
    fuzz_touch_effects(b);
    for (size_t i = 0; i < tappa_batch_failure_count(b); i++) {
        const struct tappa_failure *f = tappa_batch_failure_at(b, i);
        must(*f->message && *f->path && f->expression);
    }
    for (size_t i = 0; i < tappa_batch_considered_count(b); i++) {
        const struct tappa_considered *c = tappa_batch_considered_at(b, i);
        fuzz_touch(c->because, strlen(c->because));
        must(c->verdict >= TAPPA_VERDICT_TAKEN && c->verdict <= TAPPA_VERDICT_PREEMPTED);
    }
    for (size_t i = 0; i < tappa_batch_moved_count(b); i++)
        fuzz_touch(tappa_batch_moved_at(b, i)->name, strlen(tappa_batch_moved_at(b, i)->name));
}

/* A journey's bytes, in a block of just their size. */
static inline unsigned char *
fuzz_snapshot(const tappa_journey *j, size_t *size)
{
    unsigned char *bytes;
    size_t needed;

    must(tappa_snapshot_write(j, NULL, 0, size) == TAPPA_ELIMIT);
    bytes = malloc(*size);
    if (!bytes)
        exit(2);
    must(tappa_snapshot_write(j, bytes, *size, &needed) == TAPPA_OK && needed == *size);
    return bytes;
}

static inline int
fuzz_same(const tappa_journey *a, const tappa_journey *b)
{
    size_t n, m;
    unsigned char *one = fuzz_snapshot(a, &n), *other = fuzz_snapshot(b, &m);
    int same = n == m && !memcmp(one, other, n);

    free(one);
    free(other);
    return same;
}

#endif
