/* Owns the reading of defaults: a YAML scalar whose type its slot declares.
 * Called for each slot of data and profile and each field of an event.
 * Protects the slot: its default is a value of its kind, or was reported. */
#include "lib/core/compile/compiler.h"

#include "lib/base/number.h"
#include "lib/base/time.h"

static int
read_bool(const struct tappa__node *node, struct tappa_value *out)
{
    out->integer = tappa__text_is(node->text, "true");
    return node->style != TAPPA__PLAIN_STYLE || (!out->integer && !tappa__text_is(node->text, "false"));
}

static int
read_duration(struct tappa__text t, int64_t *out)
{
    if (!tappa__duration_parse(t, out))
        return 0;
    /* The format's durations are more than nothing; as a value nothing is fine, and so is CEL's way of writing it. */
    return tappa__cel_duration_parse(t, out) || *out < 0 || *out > 3650 * TAPPA__DAY;
}

static int
read_value(const struct tappa__node *node, struct tappa_value *out)
{
    int plain = node->style == TAPPA__PLAIN_STYLE;

    switch (out->kind) {
    case TAPPA_BOOL:
        return read_bool(node, out);
    case TAPPA_INT:
        return !plain || tappa__int64_parse(node->text, &out->integer);
    case TAPPA_DOUBLE:
        return !plain || tappa__double_parse(node->text, 0, &out->real);
    case TAPPA_TIMESTAMP:
        return tappa__time_parse(node->text, 0, &out->integer);
    case TAPPA_DURATION:
        return read_duration(node->text, &out->integer);
    default:
        return 0;
    }
}

static const char *
example_of(uint32_t kind)
{
    switch (kind) {
    case TAPPA_BOOL:
        return "true or false, without quotes";
    case TAPPA_INT:
        return "a whole number of at most 64 bits, without quotes";
    case TAPPA_DOUBLE:
        return "a number, without quotes: 0.0";
    case TAPPA_TIMESTAMP:
        return "a time as \"2026-01-31T09:00:00Z\"";
    default:
        return "a duration as 1d12h";
    }
}

void
tappa__read_default(struct tappa__compiler *c, const struct tappa__node *node, struct tappa__slot *slot)
{
    struct tappa_value v = {0, 0, 0, 0.0, NULL};
    struct tappa__text kept;

    if (!node || !slot->kind)
        return;
    v.kind = slot->kind;
    if (read_value(node, &v)) {
        tappa__report(c, TAPPA__CODE_DEFAULT_TYPE, node, tappa__hint(c, "write %s", example_of(slot->kind)),
                      "the default '%.*s' does not fit the type %s", TAPPA__SHOW(node->text), tappa__kind_word(slot->kind));
        return;
    }
    if (v.kind == TAPPA_STRING) {
        kept = tappa__keep(c, node->text);
        v.data = kept.s;
        v.size = kept.n;
    }
    slot->fallback = v;
    slot->has_default = 1;
}
