/* Owns pieces of JSON: texts, times, values and fields as the engine's documents have them.
 * The journal and the export are made of them.
 * Whatever bytes a value has, what comes out is JSON. */
#include "lib/engine/json.h"

static void
put_time(struct tappa__buffer *out, int64_t time)
{
    char text[40];

    if (time == TAPPA_NEVER || time == INT64_MIN) {
        tappa__buffer_str(out, "null");
        return;
    }
    tappa__buffer_json(out, text, tappa_time_format(time, text, sizeof text));
}

void
tappa__json_text(struct tappa__buffer *out, const char *name, struct tappa__text t)
{
    tappa__buffer_printf(out, ", \"%s\": ", name);
    tappa__buffer_json(out, t.s, t.n);
}

void
tappa__json_member_time(struct tappa__buffer *out, const char *name, int64_t time)
{
    tappa__buffer_printf(out, ", \"%s\": ", name);
    put_time(out, time);
}

void
tappa__json_value(struct tappa__buffer *out, const struct tappa_value *value)
{
    char small[128];
    size_t need = tappa_value_json(value, small, sizeof small);

    if (value->kind == TAPPA_UNSET || !need) {
        tappa__buffer_str(out, "null");
    } else if (need < sizeof small) {
        tappa__buffer_put(out, small, need);
    } else {
        if (!tappa__buffer_room(out, need + 1)) {
            (void)tappa_value_json(value, out->s + out->n, need + 1);
            out->n += need;
        }
    }
}

void
tappa__json_fields(struct tappa__buffer *out, const struct tappa_field *fields, uint32_t count)
{
    uint32_t i;

    tappa__buffer_str(out, "{");
    for (i = 0; i < count; i++) {
        tappa__buffer_str(out, i ? ", " : "");
        tappa__buffer_json(out, fields[i].name, fields[i].name_size);
        tappa__buffer_str(out, ": ");
        if (fields[i].value.kind == TAPPA_LIST || fields[i].value.kind == TAPPA_MAP) /* what was in it is not kept: it was not empty for that */
            tappa__buffer_str(out, "null");
        else
            tappa__json_value(out, &fields[i].value);
    }
    tappa__buffer_str(out, "}");
}

void
tappa__json_key(struct tappa__buffer *out, const uint8_t key[16])
{
    int i;

    tappa__buffer_str(out, ", \"key\": \"");
    for (i = 0; i < 16; i++)
        tappa__buffer_printf(out, "%02x", key[i]);
    tappa__buffer_str(out, "\"");
}
