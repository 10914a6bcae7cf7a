/* Owns the way from libyaml's events to the tree, and is the only file that sees libyaml.
 * Called by the compiler through tappa__yaml_read().
 * Protects the bounds of bytes, depth, nodes and scalars: what passes them stops the reading at once, before libyaml goes slow. */
#include "lib/core/yaml/tree.h"

#include <string.h>
#include <yaml.h>

#include "lib/core/yaml/reader.h"

#define DEPTH_MAX 64

/* An open mapping or sequence. `key`: the key that waits for its value. */
struct frame {
    struct tappa__node *node, *last, *key;
    int expects_key, drop; /* drop: the value that comes belongs to no usable key */
};

struct reader {
    const struct tappa__yaml_limits *limits;
    struct tappa__arena *arena;
    const struct tappa__source *source;
    tappa_diagnostics *diagnostics;
    size_t errors;
    uint64_t nodes;
    tappa_status status;
    struct tappa__node *root;
    struct frame frames[DEPTH_MAX];
    uint32_t depth;
};

static struct tappa__text
path_of(const struct reader *r, struct tappa__path *buffer)
{
    const struct frame *f = r->depth ? &r->frames[r->depth - 1] : NULL;
    struct tappa__node child;

    if (!f)
        return TAPPA__TEXT("");
    memset(&child, 0, sizeof child);
    child.parent = f->node;
    child.key = f->key;
    child.position = f->node->count;
    return tappa__node_path(f->node->kind == TAPPA__MAPPING && !f->key ? f->node : &child, buffer);
}

static void
report(struct reader *r, int32_t code, struct tappa__place place, const char *hint, const char *message)
{
    struct tappa__path buffer;

    r->errors++;
    tappa__diagnose(r->diagnostics, r->source, code, place, path_of(r, &buffer), tappa__text_of(hint), "%s", message);
}

/* A limit: nothing behind it is read. */
static void
stop(struct reader *r, int32_t code, struct tappa__place place, const char *what, uint64_t limit, const char *unit)
{
    struct tappa__path buffer;

    r->errors++;
    r->status = TAPPA_ELIMIT;
    tappa__diagnose(r->diagnostics, r->source, code, place, path_of(r, &buffer),
                    code == TAPPA__CODE_TOO_DEEP ? TAPPA__TEXT("no model needs that")
                                                 : TAPPA__TEXT("the limit can be raised where the model is compiled"),
                    "%s more than %llu %s", what,
                    (unsigned long long)limit, unit);
}

static struct tappa__place
place_of(const yaml_event_t *e)
{
    struct tappa__place p = {(uint32_t)e->start_mark.line + 1, (uint32_t)e->start_mark.column + 1, 1};

    if (e->end_mark.line == e->start_mark.line && e->end_mark.column > e->start_mark.column)
        p.width = (uint32_t)(e->end_mark.column - e->start_mark.column);
    return p;
}

static struct tappa__node *
node_new(struct reader *r, const yaml_event_t *e, uint8_t kind)
{
    struct tappa__node *n;

    if (++r->nodes > r->limits->nodes) {
        stop(r, TAPPA__CODE_TOO_MANY_NODES, place_of(e), "the model has", r->limits->nodes, "YAML nodes");
        return NULL;
    }
    n = tappa__arena_alloc(r->arena, sizeof *n);
    if (!n) {
        r->status = TAPPA_ENOMEM;
        return NULL;
    }
    n->kind = kind;
    n->place = place_of(e);
    return n;
}

/* Columns inside the text can be told where it stands on one line and nothing in it is escaped. */
static void
set_style(struct tappa__node *n, const yaml_event_t *e)
{
    size_t wide = tappa__utf8_count(n->text.s, n->text.n);
    int one_line = e->end_mark.line == e->start_mark.line;

    switch (e->data.scalar.style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        n->style = TAPPA__QUOTED_STYLE;
        n->inset = 1;
        n->exact = one_line && n->place.width == wide + 2;
        break;
    case YAML_LITERAL_SCALAR_STYLE:
    case YAML_FOLDED_SCALAR_STYLE:
        n->style = TAPPA__BLOCK_STYLE;
        break;
    default:
        n->style = TAPPA__PLAIN_STYLE;
        n->exact = one_line && n->place.width == wide;
        break;
    }
}

static struct tappa__node *
scalar_new(struct reader *r, const yaml_event_t *e)
{
    struct tappa__node *n;

    if (e->data.scalar.length > r->limits->scalar_bytes) {
        stop(r, TAPPA__CODE_SCALAR_TOO_LARGE, place_of(e), "this text has", r->limits->scalar_bytes, "bytes");
        return NULL;
    }
    n = node_new(r, e, TAPPA__SCALAR);
    if (!n)
        return NULL;
    n->text = tappa__arena_text(r->arena, (const char *)e->data.scalar.value, e->data.scalar.length);
    if (!n->text.s) {
        r->status = TAPPA_ENOMEM;
        return NULL;
    }
    set_style(n, e);
    return n;
}

/* What stands where a key should: the pair is usable only if it is plain text and no merge. */
static void
take_key(struct reader *r, struct frame *f, struct tappa__node *n)
{
    f->expects_key = 0;
    f->drop = 1;
    if (n->kind == TAPPA__POISON)
        return;
    if (n->kind != TAPPA__SCALAR) {
        report(r, TAPPA__CODE_KEY_NOT_TEXT, n->place, "", "a key must be text, not a list or a map");
    } else if (n->style == TAPPA__PLAIN_STYLE && tappa__text_is(n->text, "<<")) {
        report(r, TAPPA__CODE_MERGE_KEY, n->place, "write the keys out", "merge keys (<<) are not allowed");
    } else {
        f->drop = 0;
        f->key = n;
        if (!f->node->count && n->place.line == f->node->place.line && n->place.column == f->node->place.column)
            f->node->place.width = n->place.width;
    }
}

/* Hangs a complete or just opened node into what is open. */
static void
attach(struct reader *r, struct tappa__node *n)
{
    struct frame *f;

    if (!r->depth) {
        r->root = n;
        return;
    }
    f = &r->frames[r->depth - 1];
    n->parent = f->node;
    if (f->node->kind == TAPPA__MAPPING && f->expects_key) {
        take_key(r, f, n);
        return;
    }
    n->key = f->key;
    f->expects_key = f->node->kind == TAPPA__MAPPING;
    if (f->drop) { /* the key was reported; its value is read and forgotten */
        f->drop = 0;
        f->key = NULL;
        return;
    }
    n->position = f->node->count++;
    if (f->last)
        f->last->next = n;
    else
        f->node->first = n;
    f->last = n;
    f->key = NULL;
}

static void
open_node(struct reader *r, const yaml_event_t *e, uint8_t kind)
{
    uint64_t most = r->limits->depth < DEPTH_MAX ? r->limits->depth : DEPTH_MAX;
    struct tappa__node *n;
    struct frame *f;

    if (r->depth >= most) {
        stop(r, TAPPA__CODE_TOO_DEEP, place_of(e), "lists and maps are nested", most, "deep");
        return;
    }
    n = node_new(r, e, kind);
    if (!n)
        return;
    attach(r, n);
    f = &r->frames[r->depth++];
    memset(f, 0, sizeof *f);
    f->node = n;
    f->expects_key = kind == TAPPA__MAPPING;
}

static void
close_node(struct reader *r)
{
    struct frame *f = &r->frames[--r->depth];

    if (f->node->kind == TAPPA__MAPPING && tappa__yaml_drop_repeated(f->node, r->arena, r->source, r->diagnostics, &r->errors))
        r->status = TAPPA_ENOMEM;
}

/* Anchors and tags are refused, and the node is read on as if they were not there. */
static void
check_properties(struct reader *r, const yaml_event_t *e, const yaml_char_t *anchor, const yaml_char_t *tag)
{
    struct tappa__place place = place_of(e);

    place.width = 1;
    if (anchor)
        report(r, TAPPA__CODE_ANCHOR, place, "write the value out where it is needed", "anchors (&name) are not allowed");
    if (tag)
        report(r, TAPPA__CODE_TAG, place, "remove the tag: the format itself says what each value is",
               "tags (!name) are not allowed");
}

static void
take_alias(struct reader *r, const yaml_event_t *e)
{
    struct tappa__node *n;

    report(r, TAPPA__CODE_ALIAS, place_of(e), "write the value out; a name that begins with * needs quotes",
           "aliases (*name) are not allowed");
    n = node_new(r, e, TAPPA__POISON);
    if (n)
        attach(r, n);
}

/* One event; 1 where the document is over. */
static int
take(struct reader *r, const yaml_event_t *e)
{
    struct tappa__node *n;

    switch (e->type) {
    case YAML_STREAM_END_EVENT:
        return 1;
    case YAML_DOCUMENT_END_EVENT:
        r->errors += (size_t)tappa__yaml_scan_rest(r->source, place_of(e), r->diagnostics);
        return 1;
    case YAML_ALIAS_EVENT:
        take_alias(r, e);
        break;
    case YAML_SCALAR_EVENT:
        check_properties(r, e, e->data.scalar.anchor, e->data.scalar.tag);
        n = scalar_new(r, e);
        if (n)
            attach(r, n);
        break;
    case YAML_SEQUENCE_START_EVENT:
        check_properties(r, e, e->data.sequence_start.anchor, e->data.sequence_start.tag);
        open_node(r, e, TAPPA__SEQUENCE);
        break;
    case YAML_MAPPING_START_EVENT:
        check_properties(r, e, e->data.mapping_start.anchor, e->data.mapping_start.tag);
        open_node(r, e, TAPPA__MAPPING);
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        close_node(r);
        break;
    default:
        break;
    }
    return 0;
}

static void
syntax_error(struct reader *r, const yaml_parser_t *p)
{
    struct tappa__place at = {(uint32_t)p->problem_mark.line + 1, (uint32_t)p->problem_mark.column + 1, 1};
    struct tappa__place begun = {(uint32_t)p->context_mark.line + 1, (uint32_t)p->context_mark.column + 1, 1};

    if (p->error == YAML_MEMORY_ERROR) {
        r->status = TAPPA_ENOMEM;
        return;
    }
    r->errors++;
    r->status = TAPPA_EMODEL;
    tappa__yaml_explain(r->diagnostics, r->source, p->problem, p->context, at, begun);
}

static void
read_events(struct reader *r)
{
    yaml_parser_t parser;
    yaml_event_t event;
    int over = 0;

    if (!yaml_parser_initialize(&parser)) {
        r->status = TAPPA_ENOMEM;
        return;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)r->source->text.s, r->source->text.n);
    while (!over && r->status == TAPPA_OK) {
        if (!yaml_parser_parse(&parser, &event)) {
            syntax_error(r, &parser);
            break;
        }
        over = take(r, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

static tappa_status
read_checked(struct reader *r, struct tappa__source *source)
{
    size_t skip;

    if (source->text.n > r->limits->bytes || source->text.n == UINT32_MAX) {
        stop(r, TAPPA__CODE_TOO_LARGE, (struct tappa__place){0, 0, 0}, "the model has", r->limits->bytes, "bytes");
        return r->status;
    }
    if (tappa__yaml_scan(source, r->diagnostics, &skip)) {
        r->errors++;
        return TAPPA_EMODEL;
    }
    source->text.s += skip;
    source->text.n -= (uint32_t)skip;
    read_events(r);
    if (r->status == TAPPA_OK && (!r->root || tappa__node_is_null(r->root))) {
        report(r, TAPPA__CODE_EMPTY_DOCUMENT, (struct tappa__place){1, 1, 1},
               "a model begins with the line `tappa: 1`", "there is no model in this text");
        r->status = TAPPA_EMODEL;
    }
    return r->status;
}

tappa_status
tappa__yaml_read(const struct tappa__yaml_limits *limits, struct tappa__arena *arena, struct tappa__source *source,
                 tappa_diagnostics *diagnostics, size_t *errors, struct tappa__node **root)
{
    struct reader r;
    tappa_status status;

    memset(&r, 0, sizeof r);
    r.limits = limits;
    r.arena = arena;
    r.source = source;
    r.diagnostics = diagnostics;
    status = read_checked(&r, source);
    *errors += r.errors;
    *root = status == TAPPA_OK ? r.root : NULL;
    return status;
}
