/* What a batch shows lives as long as the batch says: not as long as the caller's event, nor as the text of the journey before the step. */
#include "tests/support/world.h"

static const char model[] = "tappa: 1\nmodel: text\nversion: 1\n"
                            "events:\n"
                            "  Say: {fields: {s: string}}\n"
                            "  Tell: {fields: {s: string}}\n"
                            "  Later: {fields: {s: string}}\n"
                            "data: {kept: {type: string}, other: {type: string, default: ''}}\n"
                            "profile: {word: {type: string}}\n"
                            "stages:\n  a:\n    when:\n"
                            "      Say: {set: {kept: event.s}}\n"
                            "      Tell:\n        do:\n"
                            "          - emit: told\n"
                            "            with: {data: data.kept, event: event.s, list: '[[data.kept], [event.s]]', map: '{event.s: data.kept}'}\n"
                            "          - set: {other: data.kept}\n"
                            "          - learn: {word: event.s}\n"
                            "          - set: {kept: event.s}\n"
                            "          - {send: Later, with: {s: data.other}}\n"
                            "          - {send: Later, after: 1h, with: {s: data.other}}\n"
                            "      Later: {emit: later, with: {s: event.s}}\n"
                            "goals: {say: {event: Say, value: size(event.s)}}\n";

/* An event whose text and field are gone when the call returns. */
static void
feed_gone(struct world *w, const char *name, int64_t seconds, char letter, size_t size)
{
    char *text = malloc(size);
    struct tappa_value *field = malloc(sizeof *field);

    assert_non_null(text);
    assert_non_null(field);
    memset(text, letter, size);
    *field = (struct tappa_value){.kind = TAPPA_STRING, .data = text, .size = (uint32_t)size};
    assert_int_equal(world_feed(w, name, seconds, field), TAPPA_OK);
    memset(text, '#', size);
    free(text);
    free(field);
}

static void
is_all(const struct tappa_value *v, char letter, size_t size)
{
    assert_int_equal(v->kind, TAPPA_STRING);
    assert_int_equal(v->size, size);
    for (size_t i = 0; i < size; i++)
        assert_int_equal(((const char *)v->data)[i], letter);
}

static const struct tappa_value *
item(const struct tappa_value *list, size_t at)
{
    return (const struct tappa_value *)list->data + at;
}

static void
told(const struct world *w, char before, size_t before_size, char now, size_t now_size)
{
    const struct tappa_effect *e = tappa_batch_effect_at(w->batch, 0);

    assert_int_equal(e->argument_count, 4);
    is_all(&e->arguments[0].value, before, before_size);
    is_all(&e->arguments[1].value, now, now_size);
    is_all(item(item(&e->arguments[2].value, 0), 0), before, before_size);
    is_all(item(item(&e->arguments[2].value, 1), 0), now, now_size);
    is_all(item(&e->arguments[3].value, 0), now, now_size);
    is_all(item(&e->arguments[3].value, 1), before, before_size);
    is_all(&tappa_batch_effect_at(w->batch, 1)->value, now, now_size);
    is_all(&tappa_batch_effect_at(w->batch, 2)->arguments[0].value, before, before_size);
    is_all(&tappa_batch_change_at(w->batch, 0)->value, before, before_size);
    is_all(&tappa_batch_change_at(w->batch, 1)->value, now, now_size);
    is_all(&tappa_batch_change_at(w->batch, 2)->value, now, now_size);
}

static void
outlives_event_and_journey(void **state)
{
    (void)state;
    struct world w;

    world_open(&w, model);
    feed_gone(&w, "Say", 1, 'a', 10);
    feed_gone(&w, "Tell", 2, 'b', 300); /* the journey's block grows */
    told(&w, 'a', 10, 'b', 300);
    feed_gone(&w, "Tell", 3, 'c', 20); /* and is written over */
    told(&w, 'b', 300, 'c', 20);
    assert_int_equal(tappa_journey_run_due(w.journey, INT64_C(1000000) * 3602, w.batch), TAPPA_OK);
    tappa_journey_free(w.journey);
    w.journey = NULL;
    is_all(&tappa_batch_effect_at(w.batch, 0)->arguments[0].value, 'a', 10);
    world_close(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outlives_event_and_journey),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
