/* Owns the tests of lib/core/yaml: the tree with its places, paths, the index of names, and every refusal of the reader.
 * Run by meson as one program.
 * Protects places above all: a diagnostic is worth what its line and column are worth. */
#include "lib/core/yaml/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/core/yaml/index.h"
#include "lib/core/yaml/reader.h"
#include "tappa/diagnostics.h"

static const struct tappa__yaml_limits usual = {1048576, 65536, 100000, 64};

struct read {
    tappa_context *context;
    tappa_diagnostics *list;
    struct tappa__arena arena;
    struct tappa__node *root;
    size_t errors;
    tappa_status status;
};

static void
read_text(struct read *r, const char *text, size_t n, const struct tappa__yaml_limits *limits)
{
    struct tappa__source source = {TAPPA__TEXT("t.yaml"), {text, (uint32_t)n}};
    struct tappa_allocator a;

    memset(r, 0, sizeof *r);
    tappa__allocator_default(&a);
    assert_int_equal(tappa_context_new(NULL, &r->context), TAPPA_OK);
    assert_int_equal(tappa_diagnostics_new(r->context, &r->list), TAPPA_OK);
    tappa__arena_init(&r->arena, &a, 0);
    r->status = tappa__yaml_read(limits, &r->arena, &source, r->list, &r->errors, &r->root);
    assert_int_equal(r->status == TAPPA_OK, r->root != NULL);
    assert_int_equal(r->errors, tappa_diagnostics_errors(r->list));
}

static void
read_end(struct read *r)
{
    tappa__arena_free(&r->arena);
    tappa_diagnostics_free(r->list);
    tappa_context_unref(r->context);
}

/* kind, text, line:column+width; `=` where columns inside are exact, `"` quoted, `|` block. */
static void
outline(const struct tappa__node *n, char *out, size_t size)
{
    static const char *const styles[] = {"", "", "\"", "|"};
    size_t used = strlen(out);
    const struct tappa__node *child;

    if (n->key) {
        outline(n->key, out, size);
        used = strlen(out);
    }
    used += (size_t)snprintf(out + used, size - used, "%s%s%.*s@%u:%u+%u", n->kind == TAPPA__MAPPING ? "{" : n->kind == TAPPA__SEQUENCE ? "[" : n->kind == TAPPA__POISON ? "?" : "",
                             n->kind == TAPPA__SCALAR ? styles[n->style] : "", (int)n->text.n, n->text.n ? n->text.s : "", n->place.line, n->place.column, n->place.width);
    if (n->exact)
        used += (size_t)snprintf(out + used, size - used, "=");
    for (child = n->first; child; child = child->next) {
        (void)snprintf(out + strlen(out), size - strlen(out), " ");
        outline(child, out, size);
    }
    if (n->kind != TAPPA__SCALAR && n->kind != TAPPA__POISON)
        (void)snprintf(out + strlen(out), size - strlen(out), "%s", n->kind == TAPPA__MAPPING ? "}" : "]");
}

static void
builds_a_tree_with_places(void **state)
{
    static const struct {
        const char *name, *text, *outline;
    } rows[] = {
        {"plain", "a: b", "{@1:1+1 a@1:1+1=b@1:4+1=}"},
        {"block map takes the place of its first key", "\n  first: 1\n  second: two words\n",
         "{@2:3+5 first@2:3+5=1@2:10+1= second@3:3+6=two words@3:11+9=}"},
        {"columns are code points", "caffè: è — 🛒 x", "{@1:1+5 caffè@1:1+5=è — 🛒 x@1:8+7=}"},
        {"flow", "{a: [b, {c: d}], e: }", "{@1:1+1 a@1:2+1=[@1:5+1 b@1:6+1= {@1:9+1 c@1:10+1=d@1:13+1=}] e@1:18+1=@1:21+1}"},
        {"quoted", "a: 'x y'\nb: \"z\"", "{@1:1+1 a@1:1+1=\"x y@1:4+5= b@2:1+1=\"z@2:4+3=}"},
        {"escapes are not exact", "a: 'it''s'\nb: \"\\t\"", "{@1:1+1 a@1:1+1=\"it's@1:4+7 b@2:1+1=\"\t@2:4+4}"},
        {"quoted on two lines is not exact", "a: 'x\n  y'", "{@1:1+1 a@1:1+1=\"x y@1:4+1}"},
        {"block scalars", "a: |\n  x\nb: >-\n  y\n  z\n", "{@1:1+1 a@1:1+1=|x\n@1:4+1 b@3:1+1=|y z@3:4+1}"},
        {"folded plain text is not exact", "a: one\n  two\n", "{@1:1+1 a@1:1+1=one two@1:4+1}"},
        {"lists", "- a\n-\n  - b\n", "[@1:1+1 a@1:3+1= [@3:3+1 b@3:5+1=]]"},
        {"a list in a list in one line", "- - a\n  - b\n", "[@1:1+1 [@1:3+1 a@1:5+1= b@2:5+1=]]"},
        {"types are ours", "a: no\nb: 0o17\nc: 1:30\n", "{@1:1+1 a@1:1+1=no@1:4+2= b@2:1+1=0o17@2:4+4= c@3:1+1=1:30@3:4+4=}"},
        {"comments, document marks", "# head\n---\na: b # tail\n...\n# end\n", "{@3:1+1 a@3:1+1=b@3:4+1=}"},
        {"carriage returns", "a: b\r\nc: d\r\n", "{@1:1+1 a@1:1+1=b@1:4+1= c@2:1+1=d@2:4+1=}"},
        {"a NUL written as an escape", "a: \"x\\0y\"", "{@1:1+1 a@1:1+1=\"x"},
        {"a long key", "? a\n: b\n", "{@1:1+1 a@1:3+1=b@2:3+1=}"},
    };
    char got[1000];
    struct read r;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        read_text(&r, rows[i].text, strlen(rows[i].text), &usual);
        got[0] = '\0';
        if (r.root)
            outline(r.root, got, sizeof got);
        if (r.status != TAPPA_OK || strncmp(got, rows[i].outline, strlen(rows[i].outline)) != 0)
            fail_msg("%s: %d %s", rows[i].name, r.status, got);
        read_end(&r);
    }
}

static void
refuses(void **state)
{
    static const struct {
        const char *name, *text, *expected; /* code:line:column of each diagnostic */
    } rows[] = {
        {"empty", "", "112:1:1"},
        {"only comments", "# nothing\n\n", "112:1:1"},
        {"null", "~\n", "112:1:1"},
        {"null with a capital", "Null\n", "112:1:1"},
        {"null in capitals", "NULL\n", "112:1:1"},
        {"no marker behind the end", "a: b\n...\n---x: 1\n", "100:3:1"},
        {"anchor", "a: &x b", "107:1:4"},
        {"alias", "a: *x", "108:1:4"},
        {"both, and on", "a: &x b\nc: *x\nd: !t e\n", "107:1:4 108:2:4 109:3:4"},
        {"tags", "!!map {a: !!str b, c: !x []}", "109:1:1 109:1:11 109:1:23"},
        {"an unknown tag handle", "a: !e!x b", "109:1:4"},
        {"merge", "a: {<<: {b: c}, d: e}", "113:1:5"},
        {"a merge in quotes is a key", "a: {'<<': b}", ""},
        {"directive", "%YAML 1.2\n---\na: b", "110:1:1"},
        {"directive behind comments", "# x\n\n%TAG ! x\n---\na: b", "110:3:1"},
        {"directive behind the document", "a: b\n...\n%YAML 1.2\n---\nc: d", "110:3:1"},
        {"directive in the middle", "a: b\n%YAML 1.2\n---\nc: d", "110:2:1"},
        {"second document", "a: b\n---\nc: d", "111:2:1"},
        {"second document behind an end", "a: b\n...\n# x\n--- c", "111:4:1"},
        {"text behind the end", "{a: b} c", "100:1:8"},
        {"duplicate keys", "a: 1\nb: 2\na: 3\nb: 4\na: 5", "201:3:1 201:4:1 201:5:1"},
        {"duplicates written otherwise", "{a: 1, 'a': 2, \"\\x61\": 3}", "201:1:8 201:1:16"},
        {"duplicates of many", "{a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, h: 1, i: 1, j: 1, k: 1, l: 1, m: 1, b: 2, b: 3}",
         "201:1:80 201:1:86"},
        {"a key that is a list", "[a]: b\nc: d", "204:1:1"},
        {"a key that is a map", "{a: b}: c", "204:1:1"},
        {"a key that is an alias", "*a : b", "108:1:1"},
        {"bad UTF-8", "a: b\nc: \xC3(", "101:2:4"},
        {"overlong", "a: \xC0\x80", "101:1:4"},
        {"a surrogate", "a: \xED\xA0\x80", "101:1:4"},
        {"cut short", "a: \xE2\x82", "101:1:4"},
        {"UTF-16", "\xFF\xFE" "a", "101:1:1"},
        {"bell", "a: \x07", "102:1:4"},
        {"C1", "a: \xC2\x85", "102:1:4"},
        {"line separator", "a: b # \xE2\x80\xA8", "102:1:8"},
        {"paragraph separator", "a: b # \xE2\x80\xA9", "102:1:8"},
        {"no character FFFE", "a: \xEF\xBF\xBE", "102:1:4"},
        {"no character FFFF", "a: \xEF\xBF\xBF", "102:1:4"},
        {"past Unicode", "a: \xF5\x80\x80\x80", "101:1:4"},
        {"UTF-16, the other way", "\xFE\xFF" "a", "101:1:1"},
        {"carriage return at the end", "a: b\r", "102:1:5"},
        {"second document, nothing behind its marker", "a: b\n---", "111:2:1"},
        {"second document, a tab behind its marker", "a: b\n---\tc", "111:2:1"},
        {"second document, a carriage return behind its marker", "a: b\r\n---\r\nc: d\r\n", "111:2:1"},
        {"blanks of all kinds behind the end", "a: b\n...\n\t\r\n \t# x\n", ""},
        {"mark in the middle", "a: \xEF\xBB\xBF", "102:1:4"},
        {"lone carriage return", "a: b\rc: d", "102:1:5"},
        {"a mark at the beginning is doubtful", "\xEF\xBB\xBF" "a: b", "612:1:1"},
        {"tab", "a:\n\tb: c", "100:2:1"},
        {"unclosed", "a: [b", "100:1:4"},
        {"unclosed quote", "a: 'b", "100:1:4"},
        {"colon", "a: b: c", "100:1:5"},
        {"indentation", "a:\n  b: 1\n c: 2", "100:3:2"},
        {"reserved character", "a: @b", "100:1:4"},
        {"escape", "a: \"\\q\"", "100:1:5"},
        {"a lone surrogate", "a: \"\\uD800\"", "100:1:7"},
    };
    char got[400];
    struct read r;
    size_t i, k;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        read_text(&r, rows[i].text, strlen(rows[i].text), &usual);
        got[0] = '\0';
        for (k = 0; k < tappa_diagnostics_count(r.list); k++) {
            const struct tappa_diagnostic *d = tappa_diagnostics_at(r.list, k);
            (void)snprintf(got + strlen(got), sizeof got - strlen(got), "%s%d:%u:%u", k ? " " : "", d->code, d->line, d->column);
            assert_true(d->message[0] != '\0');
        }
        if (strcmp(got, rows[i].expected) != 0)
            fail_msg("%s: %s", rows[i].name, got);
        read_end(&r);
    }
    read_text(&r, "a\0b", 3, &usual);
    assert_int_equal(tappa_diagnostics_at(r.list, 0)->code, TAPPA__CODE_NOT_UTF8); /* looks like UTF-16 */
    read_end(&r);
    read_text(&r, "ab\0", 3, &usual);
    assert_int_equal(tappa_diagnostics_at(r.list, 0)->code, TAPPA__CODE_CONTROL_CHARACTER);
    read_end(&r);
}

static void
holds_to_limits(void **state)
{
    static const struct {
        const char *name, *text;
        struct tappa__yaml_limits limits;
        int32_t code;
        uint32_t line, column;
    } rows[] = {
        {"bytes", "a: bc", {4, 9, 9, 9}, TAPPA__CODE_TOO_LARGE, 0, 0},
        {"bytes, just", "a: b", {4, 9, 9, 9}, 0, 0, 0},
        {"scalar", "a: bcd", {99, 2, 9, 9}, TAPPA__CODE_SCALAR_TOO_LARGE, 1, 4},
        {"scalar, a key", "abc: d", {99, 2, 9, 9}, TAPPA__CODE_SCALAR_TOO_LARGE, 1, 1},
        {"scalar, just", "a: bc", {99, 2, 9, 9}, 0, 0, 0},
        {"nodes", "[a, b, c]", {99, 9, 3, 9}, TAPPA__CODE_TOO_MANY_NODES, 1, 8},
        {"nodes, just", "[a, b]", {99, 9, 3, 9}, 0, 0, 0},
        {"nodes, the last an alias", "[a, *b]", {99, 9, 2, 9}, TAPPA__CODE_ALIAS, 1, 5},
        {"depth", "[[[a]]]", {99, 9, 9, 2}, TAPPA__CODE_TOO_DEEP, 1, 3},
        {"depth of blocks", "- - - a", {99, 9, 9, 2}, TAPPA__CODE_TOO_DEEP, 1, 5},
        {"depth, just", "[[a]]", {99, 9, 9, 2}, 0, 0, 0},
    };
    struct read r;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct tappa_diagnostic *d;
        read_text(&r, rows[i].text, strlen(rows[i].text), &rows[i].limits);
        d = tappa_diagnostics_at(r.list, 0);
        if ((d ? d->code : 0) != rows[i].code)
            fail_msg("%s: %d", rows[i].name, d ? d->code : 0);
        assert_int_equal(r.status, rows[i].code ? TAPPA_ELIMIT : TAPPA_OK);
        if (d)
            assert_true(d->line == rows[i].line && d->column == rows[i].column);
        read_end(&r);
    }
}

static const struct tappa__node *
child(const struct tappa__node *n, uint32_t i)
{
    for (n = n->first; i--; n = n->next)
        ;
    return n;
}

static void
writes_paths(void **state)
{
    static const char text[] = "stages:\n  shop:\n    when:\n      Product Added:\n        - a\n        - if: b\n";
    struct tappa__path path;
    struct read r;
    const struct tappa__node *n;

    (void)state;
    read_text(&r, text, strlen(text), &usual);
    n = child(child(child(child(child(child(r.root, 0), 0), 0), 0), 1), 0);
    assert_string_equal(tappa__node_path(n, &path).s, "stages.shop.when.Product Added[1].if");
    assert_string_equal(tappa__node_path(n->parent, &path).s, "stages.shop.when.Product Added[1]");
    assert_string_equal(tappa__node_path(n->parent->parent->key, &path).s, "stages.shop.when.Product Added");
    assert_string_equal(tappa__node_path(r.root, &path).s, "");
    read_end(&r);
}

/* Sixty levels of names of a thousand characters: the path stays short, and does not cut characters in two. */
static void
bounds_paths(void **state)
{
    char text[140000];
    struct tappa__path path;
    const struct tappa__node *n;
    struct read r;
    size_t at = 0, i;
    int level;

    (void)state;
    for (level = 0; level < 60; level++) {
        at += (size_t)snprintf(text + at, sizeof text - at, "{\"x");
        for (i = 0; i < 1000; i++)
            at += (size_t)snprintf(text + at, sizeof text - at, "\xC3\xA8");
        at += (size_t)snprintf(text + at, sizeof text - at, "\": ");
    }
    at += (size_t)snprintf(text + at, sizeof text - at, "x");
    for (level = 0; level < 60; level++)
        text[at++] = '}';
    read_text(&r, text, at, &usual);
    assert_int_equal(r.status, TAPPA_OK);
    for (n = r.root; n->first; n = n->first)
        ;
    (void)tappa__node_path(n, &path);
    assert_int_equal(path.n, 60 * (63 + 3) + 59);
    assert_true(tappa__utf8_valid(path.s, path.n));
    read_end(&r);
}

/* What libyaml could say, and what we then say: its known words in another context, unknown ones, none at all. */
static void
explains(void **state)
{
    static const char text[] = "a: b\n\tc: d\n@e";
    static const struct {
        const char *problem, *context;
        struct tappa__place at;
        const char *message;
        uint32_t line;
        int32_t code;
    } rows[] = {
        {"found unexpected end of stream", "while scanning a quoted scalar", {3, 1, 1}, "the quotes that open here are never closed", 1, TAPPA__CODE_YAML_SYNTAX},
        {"found unexpected end of stream", "while scanning something else", {3, 1, 1}, "this is not YAML: found unexpected end of stream", 3, TAPPA__CODE_YAML_SYNTAX},
        {"found unexpected end of stream", NULL, {3, 1, 1}, "this is not YAML: found unexpected end of stream", 3, TAPPA__CODE_YAML_SYNTAX},
        {"could not find expected ':'", NULL, {2, 1, 1}, "this line is a key without ':'", 2, TAPPA__CODE_YAML_SYNTAX},
        {"could not find expected ':'", "while scanning a simple key", {2, 1, 1}, "this line is a key without ':'", 1, TAPPA__CODE_YAML_SYNTAX},
        {"did not find expected alphabetic or numeric character", "while scanning an anchor", {2, 1, 1}, "a '&' at the beginning of a text would be an anchor", 1, TAPPA__CODE_ANCHOR},
        {"did not find expected node content", NULL, {2, 1, 1}, "a value is missing before this character", 2, TAPPA__CODE_YAML_SYNTAX},
        {"something new", "in a new place", {2, 1, 1}, "this is not YAML: something new", 2, TAPPA__CODE_YAML_SYNTAX},
        {NULL, NULL, {2, 1, 1}, "this is not YAML: not YAML", 2, TAPPA__CODE_YAML_SYNTAX},
        {"found character that cannot start any token", NULL, {2, 1, 1}, "a tab stands in the indentation", 2, TAPPA__CODE_YAML_SYNTAX},
        {"found character that cannot start any token", NULL, {3, 1, 1}, "no text can begin with this character", 3, TAPPA__CODE_YAML_SYNTAX},
        {"found character that cannot start any token", NULL, {3, 9, 1}, "no text can begin with this character", 3, TAPPA__CODE_YAML_SYNTAX},
        {"found character that cannot start any token", NULL, {9, 9, 1}, "no text can begin with this character", 9, TAPPA__CODE_YAML_SYNTAX},
    };
    struct tappa__source source = {TAPPA__TEXT("t.yaml"), {text, sizeof text - 1}};
    struct tappa_allocator a;
    size_t i;

    (void)state;
    tappa__allocator_default(&a);
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct tappa_diagnostic *d;
        tappa_diagnostics *list;

        assert_int_equal(tappa__diagnostics_create(&a, 10, &list), TAPPA_OK);
        tappa__yaml_explain(list, &source, rows[i].problem, rows[i].context, rows[i].at, (struct tappa__place){1, 1, 1});
        assert_int_equal(tappa_diagnostics_count(list), 1);
        d = tappa_diagnostics_at(list, 0);
        if (strcmp(d->message, rows[i].message) != 0 || d->line != rows[i].line || d->code != rows[i].code)
            fail_msg("%s: %d in line %u: %s", rows[i].problem ? rows[i].problem : "nothing", d->code, d->line, d->message);
        tappa_diagnostics_free(list);
    }
}

/* Characters that must not be in a name: the edges of each range. */
static void
knows_controls(void **state)
{
    static const uint32_t yes[] = {0, 9, 0x1F, 0x7F, 0x9F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2066, 0x2069, 0xFEFF},
                          no[] = {0x20, 0x7E, 0xA0, 0x2027, 0x202F, 0x2065, 0x206A, 0xFEFE, 0xFF00, 0x1F6D2};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof yes / sizeof *yes; i++)
        if (!tappa__is_control(yes[i]))
            fail_msg("U+%04X", (unsigned)yes[i]);
    for (i = 0; i < sizeof no / sizeof *no; i++)
        if (tappa__is_control(no[i]))
            fail_msg("U+%04X", (unsigned)no[i]);
}

/* At most 80 bytes of a name are shown, and none of them is half a character. */
static void
shows_names(void **state)
{
    char text[200];
    uint32_t n;
    int i;

    (void)state;
    memset(text, 'x', sizeof text);
    for (n = 0; n <= 80; n++)
        assert_int_equal(tappa__shown((struct tappa__text){text, n}), n);
    assert_int_equal(tappa__shown((struct tappa__text){text, 81}), 80);
    for (i = 70; i < 90; i++) {
        int shown;

        memset(text, 'x', sizeof text);
        memcpy(text + i, "\xF0\x9F\x9B\x92", 4);
        shown = tappa__shown((struct tappa__text){text, 100});
        assert_true(tappa__utf8_valid(text, (size_t)shown));
        assert_int_equal(shown, i < 80 && i + 4 > 80 ? i : 80);
    }
}

static void
finds_names(void **state)
{
    static const char *const names[] = {"b", "a", "", "b", "ab", "a b", "\xC3\xA8", "b"};
    struct tappa__index index = {NULL, 0, 0};
    struct tappa_allocator a;
    uint32_t i;

    (void)state;
    tappa__allocator_default(&a);
    assert_int_equal(tappa__index_find(&index, TAPPA__TEXT("a")), UINT32_MAX);
    for (i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(tappa__index_add(&a, &index, tappa__text_of(names[i]), i), 0);
    assert_int_equal(tappa__index_sort(&a, &index), 0);
    for (i = 1; i < index.count; i++) {
        int order = tappa__text_compare(index.entries[i - 1].name, index.entries[i].name);
        assert_true(order < 0 || (order == 0 && index.entries[i - 1].value < index.entries[i].value));
    }
    assert_int_equal(tappa__index_find(&index, TAPPA__TEXT("b")), 0);
    assert_int_equal(tappa__index_find(&index, TAPPA__TEXT("")), 2);
    assert_int_equal(tappa__index_find(&index, TAPPA__TEXT("\xC3\xA8")), 6);
    assert_int_equal(tappa__index_find(&index, TAPPA__TEXT("c")), UINT32_MAX);
    tappa__index_free(&a, &index);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(builds_a_tree_with_places), cmocka_unit_test(refuses),      cmocka_unit_test(holds_to_limits),
        cmocka_unit_test(writes_paths),              cmocka_unit_test(bounds_paths), cmocka_unit_test(finds_names),
        cmocka_unit_test(explains),                  cmocka_unit_test(knows_controls), cmocka_unit_test(shows_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
