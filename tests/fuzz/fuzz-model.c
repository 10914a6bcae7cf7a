/* Any text as a model: it compiles, or the diagnostics say why, each with a place in the text. What compiles dumps to a text that compiles
 * to the same dump, draws in every format, and runs. */
#include "tests/fuzz/fuzz.h"

#include "tappa/exchange/draw.h"

static void
check_diagnostics(const tappa_diagnostics *list, tappa_status status, size_t size)
{
    char text[4000];

    must((status == TAPPA_OK) == (tappa_diagnostics_errors(list) == 0));
    for (size_t i = 0; i < tappa_diagnostics_count(list); i++) {
        const struct tappa_diagnostic *d = tappa_diagnostics_at(list, i), *before = i ? tappa_diagnostics_at(list, i - 1) : d;

        must(*d->name && *d->message && d->file && d->path && d->hint && d->excerpt && d->code > 0);
        must(d->line <= size + 1 && d->column <= size + 1);
        must(before->line <= d->line);
        must(tappa_diagnostics_render(list, i, text, sizeof text) > 0);
    }
}

static void
check_dump(tappa_context *context, tappa_model *model)
{
    tappa_model *again;
    size_t n, m;
    const char *dump = tappa_model_dump(model, &n);

    must(tappa_model_compile(context, dump, n, "dump", NULL, &again) == TAPPA_OK);
    must(tappa_model_dump(again, &m) && m == n && !memcmp(dump, tappa_model_dump(again, NULL), n));
    tappa_model_unref(again);
}

static void
draw_all(tappa_model *model)
{
    for (int32_t format = TAPPA_DRAW_DOT; format <= TAPPA_DRAW_SVG; format++) {
        tappa_drawing *drawing;
        size_t n;

        must(tappa_drawing_new(NULL, model, format, NULL, &drawing) == TAPPA_OK);
        must(tappa_drawing_text(drawing, &n)[n - 1] == '\n');
        tappa_drawing_free(drawing);
    }
}

/* Each event once, with its timers, then all again backwards. */
static void
run(tappa_context *context, tappa_model *model)
{
    uint32_t count = tappa_model_event_declared(model);
    tappa_journey *j, *restored;
    tappa_batch *b;
    size_t size;
    unsigned char *bytes;

    must(!tappa_batch_new(context, &b) && !tappa_journey_new(model, "anna", 4, NULL, 0, &j));
    if (count > 40)
        count = 40;
    for (uint32_t i = 0; i < 2 * count; i++) {
        struct tappa_event event = {.size = sizeof event, .type = i < count ? i : 2 * count - 1 - i,
                                    .time = (int64_t)i * INT64_C(7200000000), .touchpoint = TAPPA_NONE};
        tappa_status status;

        for (int k = 0; k < 10 && tappa_journey_run_due(j, event.time, b) != TAPPA_NOT_DUE; k++)
            fuzz_touch_batch(b, model);
        tappa_batch_set_explain(b, (int32_t)(i & 1));
        status = tappa_journey_feed(j, &event, b);
        must(status == TAPPA_OK || status == TAPPA_NOT_BEGUN || status == TAPPA_ELOOP || status == TAPPA_ELIMIT ||
             status == TAPPA_ELATE);
        fuzz_touch_batch(b, model);
    }
    bytes = fuzz_snapshot(j, &size);
    must(tappa_snapshot_read(model, bytes, size, b, &restored) == TAPPA_OK && fuzz_same(j, restored));
    free(bytes);
    tappa_journey_free(restored);
    tappa_journey_free(j);
    tappa_batch_free(b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tappa_context *context = fuzz_context();
    char *text = fuzz_copy(data, size);
    tappa_diagnostics *list;
    tappa_model *model;
    tappa_status status;

    must(tappa_diagnostics_new(context, &list) == TAPPA_OK);
    status = tappa_model_compile(context, text, size, "fuzz.yaml", list, &model);
    free(text);
    must(status == TAPPA_OK || status == TAPPA_EMODEL || status == TAPPA_ELIMIT);
    must((status == TAPPA_OK) == (model != NULL));
    check_diagnostics(list, status, size);
    tappa_diagnostics_free(list);
    if (model) {
        check_dump(context, model);
        draw_all(model);
        run(context, model);
        tappa_model_unref(model);
    }
    return 0;
}
