/* Owns the head of the model and everything declared before the stages: slots, events, channels, touchpoints.
 * Called by the compile, once for each section, in the order of the calls in compile.c.
 * Protects positions: item i of a section is item i of its vector, also where its declaration was wrong. */
#include "lib/core/compile/compiler.h"

struct tappa__span
tappa__titles_of(struct tappa__compiler *c, const struct tappa__node *title)
{
    struct tappa__vector *v = &c->v[TAPPA__V_TITLES];
    struct tappa__span span = {(uint32_t)v->count, 0};
    const struct tappa__node *child;

    if (!title)
        return span;
    for (child = title->kind == TAPPA__SCALAR ? title : tappa__first(title); child;
         child = child == title ? NULL : tappa__next(child)) {
        struct tappa__title *t = tappa__push(c, v);
        if (!t)
            break;
        t->text = tappa__keep(c, child->text);
        t->language = child == title ? TAPPA__TEXT("") : tappa__keep(c, child->key->text);
        span.count++;
    }
    return span;
}

/* ---- slots ---- */

static uint32_t
kind_of(const struct tappa__node *type)
{
    static const uint8_t kinds[] = {TAPPA_UNSET,  TAPPA_BOOL,      TAPPA_INT,     TAPPA_DOUBLE,
                                    TAPPA_STRING, TAPPA_TIMESTAMP, TAPPA_DURATION};

    return type ? kinds[type->as.integer] : TAPPA_UNSET;
}

static struct tappa__slot *
build_slot(struct tappa__compiler *c, struct tappa__vector *v, const struct tappa__node *node)
{
    static const struct tappa__slot_decl none = {NULL, NULL, NULL, NULL, NULL};
    const struct tappa__slot_decl *decl = node->kind == TAPPA__MAPPING ? node->as.decl : &none;
    struct tappa__slot *slot = tappa__push(c, v);

    if (!slot)
        return NULL;
    slot->name = tappa__keep(c, node->key->text);
    slot->place = node->key->place;
    slot->kind = node->kind == TAPPA__SCALAR ? kind_of(node) : kind_of(decl->type);
    slot->keep = decl->keep ? decl->keep->as.integer : 0;
    slot->personal = decl->personal && decl->personal->as.integer;
    slot->source = decl->source ? (uint32_t)decl->source->as.integer : 0;
    slot->field_name = TAPPA_NONE;
    tappa__read_default(c, decl->fallback, slot);
    return slot;
}

static void
build_slots(struct tappa__compiler *c, const struct tappa__node *section, struct tappa__vector *v)
{
    const struct tappa__node *child;

    for (child = section ? section->first : NULL; child; child = child->next) {
        if (!build_slot(c, v, child))
            return;
    }
}

void
tappa__build_head(struct tappa__compiler *c)
{
    const struct tappa__model_decl *d = c->decl;

    c->head.name = d->model ? tappa__keep(c, d->model->text) : TAPPA__TEXT("");
    c->head.version = d->version ? d->version->as.integer : 0;
    c->head.titles = tappa__titles_of(c, d->title);
    build_slots(c, d->data, &c->v[TAPPA__V_DATA]);
    build_slots(c, d->profile, &c->v[TAPPA__V_PROFILE]);
}

/* ---- events ---- */

static void
check_field_name(struct tappa__compiler *c, const struct tappa__node *node)
{
    struct tappa__text name = node->key->text;

    if (tappa__text_is(name, "name") || tappa__text_is(name, "time") || tappa__text_is(name, "touchpoint") ||
        tappa__text_is(name, "channel"))
        tappa__report_key(c, TAPPA__CODE_RESERVED_NAME, node, tappa__hint(c, "call it, for example, %s_of or the_%s", name.s, name.s),
                          "a field cannot be called '%s': every event has `event.%s` already", name.s, name.s);
}

static void
build_fields(struct tappa__compiler *c, const struct tappa__node *fields, uint32_t event)
{
    struct tappa__vector *v = &c->v[TAPPA__V_FIELDS];
    const struct tappa__node *child;
    uint32_t first = (uint32_t)v->count;

    for (child = fields ? fields->first : NULL; child; child = child->next) {
        struct tappa__slot *slot = build_slot(c, v, child);
        uint32_t *owner = slot ? tappa__push(c, &c->field_events) : NULL;
        if (!owner)
            return;
        *owner = event;
        check_field_name(c, child);
        tappa__check_reserved(c, child);
        if (tappa__index_add(c->allocator, &c->fields, slot->name, (uint32_t)v->count - 1))
            c->status = TAPPA_ENOMEM;
    }
    TAPPA__AT(struct tappa_event_type, c->v[TAPPA__V_EVENTS], event)->fields =
        (struct tappa__span){first, (uint32_t)v->count - first};
}

/* Fields of one name in different events share a number; the type they share, or that they differ, is known by it. */
static void
number_fields(struct tappa__compiler *c)
{
    const struct tappa__index *index = &c->fields;
    struct tappa__field_info *info = NULL;
    size_t i;

    if (tappa__index_sort(c->allocator, &c->fields))
        c->status = TAPPA_ENOMEM;
    for (i = 0; c->status == TAPPA_OK && i < index->count; i++) {
        struct tappa__slot *slot = TAPPA__AT(struct tappa__slot, c->v[TAPPA__V_FIELDS], index->entries[i].value);
        uint32_t event = *TAPPA__AT(uint32_t, c->field_events, index->entries[i].value);
        if (!i || !tappa__text_equal(index->entries[i].name, index->entries[i - 1].name)) {
            struct tappa__text *name = tappa__push(c, &c->v[TAPPA__V_FIELD_NAMES]);
            info = tappa__push(c, &c->field_infos);
            if (!name || !info)
                return;
            *name = slot->name;
            *info = (struct tappa__field_info){slot->kind, event, event};
        }
        slot->field_name = (uint32_t)c->v[TAPPA__V_FIELD_NAMES].count - 1;
        if (!info->kind) {
            *info = (struct tappa__field_info){slot->kind, event, event};
        } else if (slot->kind && slot->kind != info->kind && info->one == info->another) {
            info->another = event;
        }
    }
}

static void
build_aliases(struct tappa__compiler *c, const struct tappa__node *aka, uint32_t event)
{
    struct tappa__vector *v = &c->v[TAPPA__V_ALIASES];
    const struct tappa__node *child;
    uint32_t first = (uint32_t)v->count;

    if (!aka)
        return;
    for (child = aka->kind == TAPPA__SCALAR ? aka : tappa__first(aka); child;
         child = child == aka ? NULL : tappa__next(child)) {
        struct tappa__text *alias = tappa__push(c, v);
        if (!alias)
            return;
        *alias = tappa__keep(c, child->text);
    }
    TAPPA__AT(struct tappa_event_type, c->v[TAPPA__V_EVENTS], event)->aliases =
        (struct tappa__span){first, (uint32_t)v->count - first};
}

void
tappa__build_events(struct tappa__compiler *c)
{
    const struct tappa__node *child;
    uint32_t number = 0;

    for (child = c->decl->events ? c->decl->events->first : NULL; child; child = child->next, number++) {
        const struct tappa__event_decl *decl = child->as.decl;
        struct tappa_event_type *event = TAPPA__AT(struct tappa_event_type, c->v[TAPPA__V_EVENTS], number);
        event->titles = tappa__titles_of(c, decl->title);
        event->touchpoint = tappa__ref_touchpoint(c, decl->touchpoint);
        build_aliases(c, decl->aka, number);
        build_fields(c, decl->fields, number);
        if (c->status == TAPPA_ENOMEM)
            return;
    }
    number_fields(c);
}

/* ---- channels, touchpoints ---- */

static void
build_channels(struct tappa__compiler *c)
{
    const struct tappa__node *child;

    for (child = c->decl->channels ? c->decl->channels->first : NULL; child; child = child->next) {
        const struct tappa__channel_decl *decl = child->as.decl;
        struct tappa_channel *channel = tappa__push(c, &c->v[TAPPA__V_CHANNELS]);
        if (!channel)
            return;
        channel->index = (uint32_t)c->v[TAPPA__V_CHANNELS].count - 1;
        channel->name = tappa__keep(c, child->key->text);
        channel->place = child->key->place;
        channel->setting = decl->setting ? (uint32_t)decl->setting->as.integer : 0;
        channel->consent = decl->consent ? tappa__keep(c, decl->consent->text) : TAPPA__TEXT("");
        channel->titles = tappa__titles_of(c, decl->title);
    }
}

static void
build_touchpoint(struct tappa__compiler *c, const struct tappa__node *child)
{
    const struct tappa__touchpoint_decl *decl = child->as.decl;
    struct tappa_touchpoint *t = tappa__push(c, &c->v[TAPPA__V_TOUCHPOINTS]);

    if (!t)
        return;
    t->index = (uint32_t)c->v[TAPPA__V_TOUCHPOINTS].count - 1;
    t->name = tappa__keep(c, child->key->text);
    t->place = child->key->place;
    t->channel = tappa__ref_channel(c, decl->channel);
    t->direction = decl->direction ? (uint32_t)decl->direction->as.integer : 1;
    t->owner = decl->owner ? (uint32_t)decl->owner->as.integer : 0;
    t->controlled = !decl->controlled || decl->controlled->as.integer;
    t->consent = decl->consent ? tappa__keep(c, decl->consent->text) : TAPPA__TEXT("");
    t->serves = tappa__ref_stages(c, decl->serves);
    t->cost = decl->cost ? decl->cost->as.real : 0.0;
    t->has_cost = decl->cost != NULL;
    t->titles = tappa__titles_of(c, decl->title);
}

void
tappa__build_places(struct tappa__compiler *c)
{
    const struct tappa__node *child;

    build_channels(c);
    for (child = c->decl->touchpoints ? c->decl->touchpoints->first : NULL; child; child = child->next)
        build_touchpoint(c, child);
}
