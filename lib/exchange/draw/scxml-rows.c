/* Owns how rows become transitions of SCXML, and timers delayed sends.
 * scxml.c calls it for each stage, and for the state that stands for "no journey yet".
 * The rows of a stage come out in the order written, which is the order in which SCXML tries them. */
#include <string.h>

#include "lib/base/time.h"
#include "lib/exchange/draw/scxml.h"

/* Rows of one `after` key share a timer: "stages.a.after.1d[0]" and "[1]" differ in their last index only. */
static size_t
key_size(const char *path)
{
    size_t n = strlen(path);

    if (path[n - 1] == ']')
        while (path[n - 1] != '[')
            n--;
    return n;
}

static int
shares_timer(const tappa_transition *a, const tappa_transition *b)
{
    const char *x = tappa_transition_path(a), *y = tappa_transition_path(b);
    size_t n = key_size(x);

    return tappa_transition_kind(b) == TAPPA_ROW_AFTER && n < strlen(x) && n == key_size(y) && memcmp(x, y, n) == 0;
}

/* The row whose number names the timer of this one: the first of its key. `previous`: the timer of the row before, or TAPPA_NONE. */
static uint32_t
timer_of(const struct tappa__scxml *x, uint32_t row, uint32_t previous)
{
    if (previous != TAPPA_NONE &&
        shares_timer(tappa_model_transition_at(x->p->model, row), tappa_model_transition_at(x->p->model, previous)))
        return previous;
    return row;
}

static void
put_duration(struct tappa__picture *p, const char *attribute, int64_t duration, int seconds)
{
    char text[64];

    tappa__buffer_printf(p->out, " %s=\"", attribute);
    tappa__buffer_put(p->out, text,
                      seconds ? tappa__cel_duration_format(duration, text) : tappa__duration_format(duration, text));
    tappa__buffer_str(p->out, "\"");
}

static void
put_send(struct tappa__picture *p, uint32_t row, uint32_t depth)
{
    const tappa_transition *t = tappa_model_transition_at(p->model, row);

    tappa__scxml_indent(p, depth);
    tappa__buffer_printf(p->out, "<send event=\"tappa.after.%u\" id=\"tappa..after.%u\"", row, row);
    put_duration(p, "delay", tappa_transition_delay(t), 1);
    if (tappa_transition_every(t) > 0)
        put_duration(p, "tappa:every", tappa_transition_every(t), 0);
    if (tappa_transition_at(t) >= 0)
        tappa__buffer_printf(p->out, " tappa:at=\"%02d:%02d\"", (int)(tappa_transition_at(t) / (3600 * TAPPA__SECOND)),
                             (int)(tappa_transition_at(t) / (60 * TAPPA__SECOND) % 60));
    tappa__buffer_str(p->out, "/>\n");
}

static void
put_timers(struct tappa__scxml *x, uint32_t first, uint32_t depth, int entering)
{
    uint32_t previous = TAPPA_NONE, count = 0;

    for (uint32_t row = first; row != TAPPA_NONE; row = x->next_row[row]) {
        if (tappa_transition_kind(tappa_model_transition_at(x->p->model, row)) != TAPPA_ROW_AFTER ||
            timer_of(x, row, previous) != row)
            continue;
        previous = row;
        if (count++ == 0) {
            tappa__scxml_indent(x->p, depth);
            tappa__buffer_str(x->p->out, entering ? "<onentry>\n" : "<onexit>\n");
        }
        if (entering) {
            put_send(x->p, row, depth + 1);
            continue;
        }
        tappa__scxml_indent(x->p, depth + 1);
        tappa__buffer_printf(x->p->out, "<cancel sendid=\"tappa..after.%u\"/>\n", row);
    }
    if (count > 0) {
        tappa__scxml_indent(x->p, depth);
        tappa__buffer_str(x->p->out, entering ? "</onentry>\n" : "</onexit>\n");
    }
}

/* "order.*" stays a prefix, "*" any event, "done.state.X" follows the stage's id. */
static void
put_event(struct tappa__scxml *x, const char *name)
{
    static const char done[] = "done.state.";
    size_t n = strlen(name), prefix = sizeof done - 1;
    const tappa_event_type *event = tappa_model_event_find(x->p->model, name, n);
    const tappa_stage *stage = n > prefix && memcmp(name, done, prefix) == 0
                                   ? tappa_model_stage_find(x->p->model, name + prefix, n - prefix)
                                   : NULL;

    if (strcmp(name, "*") == 0) {
        tappa__buffer_str(x->p->out, "*");
    } else if (stage != NULL) {
        tappa__buffer_str(x->p->out, done);
        tappa__buffer_text(x->p->out, x->stage_ids[tappa_stage_index(stage)]);
    } else if (event != NULL) {
        tappa__buffer_text(x->p->out, x->event_ids[tappa_event_type_index(event)]);
    } else { /* what no event is called is a prefix */
        tappa__buffer_text(x->p->out, tappa__scxml_mangle(x->p, name, n - 2));
        tappa__buffer_str(x->p->out, ".*");
    }
}

static void
put_events(struct tappa__scxml *x, const tappa_transition *row, uint32_t timer)
{
    if (tappa_transition_kind(row) == TAPPA_ROW_AFTER)
        tappa__buffer_printf(x->p->out, " event=\"tappa.after.%u\"", timer);
    if (tappa_transition_event_count(row) == 0)
        return;
    tappa__buffer_str(x->p->out, " event=\"");
    for (uint32_t i = 0; i < tappa_transition_event_count(row); i++) {
        tappa__buffer_str(x->p->out, i > 0 ? " " : "");
        put_event(x, tappa_transition_event_at(row, i));
    }
    tappa__buffer_str(x->p->out, "\"");
}

static void
put_text(struct tappa__picture *p, const char *attribute, const char *text)
{
    if (text[0] == '\0')
        return;
    tappa__buffer_printf(p->out, " %s=\"", attribute);
    tappa__xml_escape(p->out, text, strlen(text));
    tappa__buffer_str(p->out, "\"");
}

void
tappa__scxml_rows(struct tappa__scxml *x, uint32_t stage, uint32_t depth)
{
    uint32_t first = x->first_row[stage != TAPPA_NONE ? stage : x->p->stage_count], timer = TAPPA_NONE;

    put_timers(x, first, depth, 1);
    put_timers(x, first, depth, 0);
    for (uint32_t i = first; i != TAPPA_NONE; i = x->next_row[i]) {
        const tappa_transition *row = tappa_model_transition_at(x->p->model, i);

        if (tappa_transition_kind(row) == TAPPA_ROW_AFTER)
            timer = timer_of(x, i, timer);
        tappa__scxml_indent(x->p, depth);
        tappa__buffer_str(x->p->out, "<transition");
        put_events(x, row, timer);
        put_text(x->p, "cond", tappa_transition_condition(row));
        tappa__scxml_targets(x, "target", row);
        if (tappa_transition_is_internal(row))
            tappa__buffer_str(x->p->out, " type=\"internal\"");
        put_text(x->p, "tappa:title", tappa_transition_title(row, x->p->language));
        tappa__buffer_str(x->p->out, "/>\n");
    }
}
