/* Owns the tests of lib/core/expr/parser.c and macro.c.
 * Run by meson as one program.
 * Protects the expectations: the tree by CEL's grammar, and bounds for texts that nest without end. */
#include "lib/core/expr/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SHOWN 400

static struct tappa__arena arena;

static void
begin(struct tappa__compile *c, const struct tappa_allocator *a, const char *text, size_t n)
{
    tappa__arena_init(&arena, a, 0);
    memset(c, 0, sizeof *c);
    tappa__arena_init(&c->scratch, a, 0);
    c->arena = &arena;
    c->text = (struct tappa__text){text, (uint32_t)n};
}

static void
parse(struct tappa__compile *c, const char *text, size_t n)
{
    struct tappa_allocator a;

    tappa__allocator_default(&a);
    begin(c, &a, text, n);
    tappa__parse(c);
}

static void
drop(struct tappa__compile *c)
{
    free(c->nodes);
    tappa__arena_free(&c->scratch);
    tappa__arena_free(&arena);
}

static void
put(char *out, const char *s, size_t n)
{
    size_t used = strlen(out);

    if (used + n + 1 < SHOWN) {
        memcpy(out + used, s, n);
        out[used + n] = '\0';
    }
}

/* The array in its order: operands before operators, marks where control turns. */
static void
show(const struct tappa__compile *c, char *out)
{
    size_t i;

    out[0] = '\0';
    for (i = 0; i < c->node_count; i++) {
        const struct tappa__node *n = &c->nodes[i];

        put(out, " ", i > 0);
        switch (n->kind) {
        case TAPPA__N_CONST:
            put(out, c->text.s + n->start, n->end - n->start);
            break;
        case TAPPA__N_LOCAL:
            put(out, "$", 1);
            put(out, n->name.s, n->name.n);
            break;
        case TAPPA__N_SELECT:
            put(out, ".", 1);
            put(out, n->name.s, n->name.n);
            break;
        case TAPPA__N_HAS:
            put(out, "?", 1);
            put(out, n->name.s, n->name.n);
            break;
        case TAPPA__N_CALL:
            put(out, n->target ? "." : "", n->target);
            put(out, n->name.s, n->name.n);
            put(out, "()", 2);
            break;
        case TAPPA__N_OPERATOR:
        case TAPPA__N_LOGIC:
            put(out, tappa__operator_text(n->opcode), strlen(tappa__operator_text(n->opcode)));
            break;
        case TAPPA__N_LIST:
            put(out, "list", 4);
            break;
        case TAPPA__N_MAP:
            put(out, "map", 3);
            break;
        case TAPPA__N_LEFT:
            put(out, "<", 1);
            break;
        case TAPPA__N_THEN:
            put(out, "then", 4);
            break;
        case TAPPA__N_ELSE:
            put(out, "else", 4);
            break;
        case TAPPA__N_CONDITION:
            put(out, "?:", 2);
            break;
        case TAPPA__N_LOOP:
            put(out, "loop", 4);
            break;
        case TAPPA__N_TEST:
            put(out, "test", 4);
            break;
        default:
            put(out, n->name.s, n->name.n);
            break;
        }
    }
}

static void
makes_trees(void **state)
{
    static const struct {
        const char *text, *tree;
    } rows[] = {
        {"1", "1"},
        {"-1", "-1"},
        {"- 1", "- 1"},
        {"--1", "-1 -"},
        {"---x", "x -"},
        {"----x", "x - -"},
        {"!!x", "x ! !"},
        {"-x.y", "x .y -"},
        {"-1.5 - 2", "-1.5 2 -"},
        {"1 + 2 * 3", "1 2 3 * +"},
        {"(1 + 2) * 3", "1 2 + 3 *"},
        {"1 - 2 - 3", "1 2 - 3 -"},
        {"a < b == c", "a b < c =="},
        {"a == b + 1", "a b 1 + =="},
        {"a || b && c", "a < b < c && ||"},
        {"a && b || c", "a < b && < c ||"},
        {"a && b && c", "a < b && < c &&"},
        {"a ? b : c", "a then b else c ?:"},
        {"a ? b : c ? d : e", "a then b else c then d else e ?: ?:"},
        {"a || b ? c : d", "a < b || then c else d ?:"},
        {"a in b", "a b in"},
        {"!a.b(c)[d]", "a c .b() d [] !"},
        {"a.b.c", "a .b .c"},
        {".a", "a"},
        {"f(a, b)", "a b f()"},
        {"f()", "f()"},
        {"[1, 2,]", "1 2 list"},
        {"[]", "list"},
        {"{1: 2, 3: 4}", "1 2 3 4 map"},
        {"{}", "map"},
        {"has(a.b)", "a ?b"},
        {"has(a.b.c)", "a .b ?c"},
        {"l.all(x, x > y)", "l loop $x y > all"},
        {"l.map(x, x, x)", "l loop $x test $x map"},
        {"l.map(x, x.map(x, x))", "l loop $x loop $x map map"},
        {"l.all(x, true) && x", "l loop true all < x &&"},
        {"x.all(x, .x)", "x loop x all"},
        {"a.if", "a .if"},
        {"a.`b-c`", "a .b-c"},
        {"m.all", "m .all"},
    };
    char got[SHOWN];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tappa__compile c;

        parse(&c, rows[i].text, strlen(rows[i].text));
        show(&c, got);
        if (c.errors || strcmp(got, rows[i].tree) != 0)
            fail_msg("%s: %s, expected %s (%u errors)", rows[i].text, got, rows[i].tree, c.errors);
        drop(&c);
    }
}

static void
keeps_spans(void **state)
{
    static const char text[] = "  a  + f( b ) . c";
    struct tappa__compile c;

    (void)state;
    parse(&c, text, sizeof text - 1);
    assert_int_equal(c.node_count, 5);
    assert_int_equal(c.nodes[0].start, 2);
    assert_int_equal(c.nodes[0].end, 3);
    assert_int_equal(c.nodes[2].start, 7); /* f( b ) */
    assert_int_equal(c.nodes[2].end, 13);
    assert_int_equal(c.nodes[3].start, 7);
    assert_int_equal(c.nodes[3].at, 16);
    assert_int_equal(c.nodes[4].start, 2);
    assert_int_equal(c.nodes[4].end, 17);
    assert_int_equal(c.nodes[4].at, 5);
    drop(&c);
}

/* One mistake is one error, whatever follows. */
static void
reports_one(void **state)
{
    static const char *const rows[] = {
        "",      "(",        ")",        "1 +",       "1 2",      "a b c d",  "[1",       "{1:2",    "{1}",     "f(1,",
        "f(,)",  "a..b",     "a.",       "a ? b",     "a ? b c",  "? : ",     "if",       "a = b",   "'x",      "'\\q' 'x' + ",
        "has(a)", "has(a.b", "l.all(x)", "l.all(1, 2)", "l.all(x, y, z)", "T{a: 1}", "a.b.T{}", "1 + + 2", "in",  "x in",
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tappa__compile c;

        parse(&c, rows[i], strlen(rows[i]));
        if (c.errors != 1)
            fail_msg("%s: %u errors", rows[i], c.errors);
        if (c.token.kind == TAPPA__T_BAD) /* what was wrong is no character any more */
            assert_false(tappa__at_character(&c, (char)c.token.character));
        drop(&c);
    }
}

/* 100,000 times a piece, between a head and a tail: bounded in depth, never in the length of a chain. */
static void
bears_hostile_texts(void **state)
{
    static const struct {
        const char *head, *piece, *tail;
        uint32_t errors;
    } rows[] = {
        {"", "(", "", 1},      {"", "[", "", 1},      {"", "{", "", 1},        {"", "!", "a", 0},   {"", "-", "1", 0},
        {"a", "+a", "", 0},    {"a", "&&a", "", 0},   {"a", "||a", "", 0},     {"a", "<a", "", 0},  {"a", ".b", "", 0},
        {"a", "[0]", "", 0},   {"a", ".f()", "", 0},  {"", "a?b:", "c", 1},    {"", "a?", "", 1},   {"", "f(", "", 1},
        {"", "'", "", 1},      {"", "\"", "", 1},     {"[", "1,", "]", 0},     {"{", "1:1,", "}", 0}, {"", "has(", "", 1},
        {"", "a.all(x,", "", 1}, {"a", ".map(x,x)", "", 0}, {"", " ", "a", 0}, {"", "//\n", "a", 0}, {"", "-(", "", 1},
        {"", "!(", "", 1},     {"", "a.b{", "", 1},   {"f(", "a,", "a)", 0},   {"", "in ", "", 1},  {"", "`", "", 1},
    };
    size_t i, k;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t head = strlen(rows[i].head), piece = strlen(rows[i].piece), tail = strlen(rows[i].tail);
        size_t n = head + 100000 * piece + tail;
        char *text = malloc(n);
        struct tappa__compile c;

        assert_non_null(text);
        memcpy(text, rows[i].head, head);
        for (k = 0; k < 100000; k++)
            memcpy(text + head + k * piece, rows[i].piece, piece);
        memcpy(text + n - tail, rows[i].tail, tail);
        parse(&c, text, n);
        if (c.errors != rows[i].errors)
            fail_msg("%s: %u errors", rows[i].piece, c.errors);
        drop(&c);
        free(text);
    }
}

static void
nests_to_the_bound(void **state)
{
    char text[2 * TAPPA__EXPR_NESTING + 2];
    uint32_t depth;

    (void)state;
    for (depth = TAPPA__EXPR_NESTING - 2; depth < TAPPA__EXPR_NESTING + 2; depth++) {
        struct tappa__compile c;

        memset(text, '(', sizeof text);
        text[depth] = '1';
        if (2 * depth + 1 > sizeof text)
            break;
        memset(text + depth + 1, ')', depth);
        parse(&c, text, 2 * depth + 1);
        assert_int_equal(c.errors, depth >= TAPPA__EXPR_NESTING);
        drop(&c);
    }
}

struct room {
    size_t nodes; /* before a request fails */
    int once, failed;
};

static void *
no_more(void *user, void *block, size_t size)
{
    struct room *room = user;

    if (room->once && room->failed)
        return realloc(block, size);
    room->failed = 1;
    return NULL;
}

/* Room for so many nodes and no more, then for all: nothing is said of a text that has no mistake. */
static void
is_silent_without_memory(void **state)
{
    static const char *const rows[] = {
        "(a + b) * c",       "-(a + b) - c",   "!(a + b) == c",     "f((a + b), c)",         "f(c, (a + b))",  "a.f((b + c))",
        "[(a + b), c]",      "[c, (a + b)]",   "{(a + b): c}",      "{c: (a + b)}",          "a[(b + c)]",     "a[b][(c + d)].e",
        "(a + b) ? c : d",   "a ? (b + c) : d", "a ? b : (c + d)",  "(a ? b : (c + d))",     "((a + b).c)",    "has((a + b).c)",
        "l.all(x, (x + a))", "(l.map(x, (x + a), (x + b)))", "(a && (b || c))", "(a + (b - c))", "(-(-1 + a))", "({}.a)", "f(g(), h(1))",
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct room room = {0, 0, 1};

        for (room.nodes = 1; room.failed; room.nodes++) {
            for (room.once = 0; room.once < 2; room.once++) {
                struct tappa_allocator a;
                struct tappa__compile c;

                tappa__allocator_default(&a);
                a.reallocate = no_more;
                a.user = &room;
                room.failed = 0;
                begin(&c, &a, rows[i], strlen(rows[i]));
                c.nodes = malloc(room.nodes * sizeof *c.nodes);
                c.node_capacity = room.nodes;
                assert_non_null(c.nodes);
                tappa__parse(&c);
                if (c.errors || c.out_of_memory != room.failed)
                    fail_msg("%s: %u errors with room for %zu", rows[i], c.errors, room.nodes);
                drop(&c);
            }
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_trees), cmocka_unit_test(keeps_spans),         cmocka_unit_test(reports_one),
        cmocka_unit_test(bears_hostile_texts), cmocka_unit_test(nests_to_the_bound), cmocka_unit_test(is_silent_without_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
