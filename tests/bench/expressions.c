/* Expressions beside the same conditions in C: what one evaluation costs through the public interface, values checked and result handed
 * out. Both must say true equally often. */
#include "bench.h"
#include "tappa/tappa.h"

#define VALUES 4096
#define EVALUATIONS 1000000u

struct case_of {
    const char *name, *text;
    uint32_t kinds[2];
    int (*in_c)(const struct tappa_value *v);
};

static int
int_range(const struct tappa_value *v)
{
    return v[0].integer >= 300 && v[0].integer < 700;
}

static int
double_product(const struct tappa_value *v)
{
    return v[0].real * v[1].real > 250.0;
}

static int
starts_with(const struct tappa_value *v)
{
    return v[0].size >= 5 && !memcmp(v[0].data, "shoes", 5);
}

static int
is_member(const struct tappa_value *v)
{
    return v[0].integer == 3 || v[0].integer == 14 || v[0].integer == 159 || v[0].integer == 265 || v[0].integer == 358;
}

static const struct case_of cases[] = {
    {"int range", "a >= 300 && a < 700", {TAPPA_INT, TAPPA_INT}, int_range},
    {"double product", "a * b > 250.0", {TAPPA_DOUBLE, TAPPA_DOUBLE}, double_product},
    {"string prefix", "a.startsWith(\"shoes\")", {TAPPA_STRING, TAPPA_INT}, starts_with},
    {"list membership", "a in [3, 14, 159, 265, 358]", {TAPPA_INT, TAPPA_INT}, is_member},
};

static struct tappa_value
draw(uint64_t *seed, uint32_t kind)
{
    static const char *const names[] = {"shoes/red", "shoes/blue", "shirts/red", "books/maths"};
    struct tappa_value v = {.kind = kind};
    uint32_t n;

    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    n = (uint32_t)(*seed >> 32) % 1000;
    if (kind == TAPPA_DOUBLE)
        v.real = (double)n / 20.0;
    else if (kind == TAPPA_STRING)
        v = (struct tappa_value){.kind = kind, .size = (uint32_t)strlen(names[n % 4]), .data = names[n % 4]};
    else
        v.integer = n;
    return v;
}

/* The compiler must not look through the pointer: a shop's condition is compiled once, too, and called. */
static uint64_t
pass_c(const struct case_of *c, const struct tappa_value *values, double *time)
{
    int (*volatile condition)(const struct tappa_value *) = c->in_c;
    uint64_t held = 0;
    double begun = seconds();

    for (uint32_t i = 0; i < EVALUATIONS; i++)
        held += (uint64_t)condition(&values[i % VALUES * 2]);
    *time = seconds() - begun;
    return held;
}

static uint64_t
pass_tappa(tappa_expression *e, const struct tappa_value *values, double *time)
{
    struct tappa_value result;
    uint64_t held = 0;
    double begun = seconds();

    for (uint32_t i = 0; i < EVALUATIONS; i++) {
        if (tappa_expression_evaluate(e, &values[i % VALUES * 2], 2, &result, NULL))
            die("an expression fails");
        held += (uint64_t)result.integer;
    }
    *time = seconds() - begun;
    return held;
}

static void
run(tappa_context *context, const struct case_of *c, size_t rounds)
{
    struct tappa_variable variables[] = {{"a", 1, c->kinds[0], 0}, {"b", 1, c->kinds[1], 0}};
    struct tappa_value *values = room(2 * VALUES, sizeof *values);
    double *by_c = room(rounds, sizeof(double)), *by_tappa = room(rounds, sizeof(double)), base, middle;
    tappa_expression *e;
    uint64_t seed = 3;

    for (size_t i = 0; i < 2 * VALUES; i++)
        values[i] = draw(&seed, c->kinds[i % 2]);
    if (tappa_expression_compile(context, c->text, strlen(c->text), variables, 2, NULL, &e))
        die("an expression does not compile");
    for (size_t r = 0; r < rounds; r++)
        if (pass_c(c, values, &by_c[r]) != pass_tappa(e, values, &by_tappa[r]))
            die("an expression says something else than C");
    base = median(by_c, rounds);
    middle = median(by_tappa, rounds);
    tell(c->name, middle * 1e9 / EVALUATIONS, middle / base);
    tappa_expression_free(e);
    free(values);
    free(by_c);
    free(by_tappa);
}

/* expressions ROUNDS */
int
main(int argc, char **argv)
{
    size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 5;
    tappa_context *context;

    if (tappa_context_new(NULL, &context))
        die("no context");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        run(context, &cases[i], rounds);
    tappa_context_unref(context);
    return 0;
}
