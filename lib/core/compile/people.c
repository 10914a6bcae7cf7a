/* Owns what tells customers apart: personas, experiments, and when a customer may begin again.
 * Called once, when slots and stages are known and before any row.
 * Protects the arms of experiments: weights above 0, a holdout below 1, and a key that depends on the two names alone. */
#include "lib/core/compile/compiler.h"

#include "lib/base/hash.h"

static void
build_personas(struct tappa__compiler *c)
{
    static const struct tappa__scope scope = {TAPPA__SCOPE_PERSONA, TAPPA_NONE, {0, 0}};
    const struct tappa__node *child;

    for (child = c->decl->personas ? c->decl->personas->first : NULL; child; child = child->next) {
        uint32_t expression = child->kind == TAPPA__SCALAR ? tappa__expression_of(c, child, &scope, TAPPA_BOOL) : TAPPA_NONE;
        struct tappa__persona *persona = tappa__push(c, &c->v[TAPPA__V_PERSONAS]);
        if (!persona)
            return;
        persona->name = tappa__keep(c, child->key->text);
        persona->expression = expression;
        persona->place = child->key->place;
    }
}

/* SipHash-2-4-128 of MODEL, a zero byte and EXPERIMENT. */
static void
make_key(struct tappa__compiler *c, struct tappa__text experiment, uint8_t out[16])
{
    static const uint8_t key[] = "tappa experiment";
    struct tappa__buffer b;

    tappa__buffer_init(&b, c->allocator);
    tappa__buffer_text(&b, c->head.name);
    tappa__buffer_put(&b, "", 1);
    tappa__buffer_text(&b, experiment);
    if (b.failed)
        c->status = TAPPA_ENOMEM;
    else
        tappa__siphash128(b.s, b.n, key, out);
    tappa__buffer_free(&b);
}

static struct tappa__span
build_arms(struct tappa__compiler *c, const struct tappa__node *arms)
{
    struct tappa__span span = {(uint32_t)c->v[TAPPA__V_ARMS].count, 0};
    const struct tappa__node *child;
    double sum = 0.0;

    TAPPA__EACH (child, arms) {
        struct tappa__arm *arm = tappa__push(c, &c->v[TAPPA__V_ARMS]);
        if (!arm)
            return span;
        arm->name = tappa__keep(c, child->key->text);
        arm->weight = child->as.real;
        span.count++;
        sum += arm->weight;
        if (!(arm->weight > 0.0))
            tappa__report(c, TAPPA__CODE_BAD_WEIGHTS, child, TAPPA__TEXT("leave the arm out to give it to nobody"),
                          "the weight of an arm must be more than 0");
        if (tappa__text_is(child->key->text, "holdout"))
            tappa__report_key(c, TAPPA__CODE_RESERVED_NAME, child, TAPPA__TEXT("write 'holdout: 0.1' beside 'arms'"),
                              "no arm can be called 'holdout': that is the arm of customers held out");
    }
    if (arms && !(sum <= 1e300))
        tappa__report_key(c, TAPPA__CODE_BAD_WEIGHTS, arms, TAPPA__TEXT(""), "these weights are too large to be added up");
    return span;
}

static void
build_experiments(struct tappa__compiler *c)
{
    const struct tappa__node *child;

    for (child = c->decl->experiments ? c->decl->experiments->first : NULL; child; child = child->next) {
        const struct tappa__experiment_decl *d = child->as.decl;
        struct tappa__span arms = build_arms(c, d->arms);
        struct tappa__experiment *e = tappa__push(c, &c->v[TAPPA__V_EXPERIMENTS]);
        if (!e)
            return;
        e->name = tappa__keep(c, child->key->text);
        e->arms = arms;
        e->place = child->key->place;
        e->holdout = d->holdout ? d->holdout->as.real : 0.0;
        if (!(e->holdout < 1.0))
            tappa__report(c, TAPPA__CODE_BAD_WEIGHTS, d->holdout, TAPPA__TEXT("0.1 holds out one customer in ten"),
                          "'holdout' must be less than 1, or nobody is left for the arms");
        make_key(c, e->name, e->key);
    }
}

/* The key is turned into text, so that lists and maps will not do. */
static uint32_t
build_key(struct tappa__compiler *c, const struct tappa__node *node)
{
    uint32_t key = tappa__expression_of(c, node, &tappa__any_event, TAPPA_UNSET), kind;

    if (key == TAPPA_NONE)
        return key;
    kind = tappa__program_type(TAPPA__AT(struct tappa__expression, c->v[TAPPA__V_EXPRESSIONS], key)->program)->kind;
    if (kind == TAPPA_LIST || kind == TAPPA_MAP || kind == TAPPA_NULL || kind == TAPPA_TYPE || kind == TAPPA_BYTES)
        tappa__report(c, TAPPA__CODE_EXPR_TYPE, node, TAPPA__TEXT("a text, a number or a time tells journeys apart: event.order_id"),
                      "'key' cannot be a list, a map, bytes or null");
    return key;
}

void
tappa__build_people(struct tappa__compiler *c)
{
    const struct tappa__entry_rules_decl *rules = c->decl->entry_rules ? c->decl->entry_rules->as.decl : NULL;

    build_personas(c);
    build_experiments(c);
    c->head.again = rules && rules->again ? (uint32_t)rules->again->as.integer - 1 : TAPPA__AGAIN_NEVER;
    c->head.key = rules ? build_key(c, rules->key) : TAPPA_NONE;
}
