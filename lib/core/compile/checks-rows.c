/* Owns the question which rows can never be taken, because an earlier row of the same stage takes all that they could.
 * tappa__model_checks() asks it, stage by stage; the rows of `entry` count as one more stage.
 * A row is reported only where the earlier one has no condition, or the same condition to the letter: nothing is guessed. */
#include "lib/base/hash.h"
#include "lib/core/compile/checks.h"

/* What one row takes: `cover` names it within its kind, `guard` its condition (0: none). Two conditions are the same where their texts
 * are, and texts are told apart by 64 bits of hash: a collision would cost a wrong warning, once in a lifetime. */
struct claim {
    uint64_t guard, cover;
    uint32_t kind, row;
};
enum { TAKES_EVENT = 1, TAKES_PREFIX, TAKES_ANY, TAKES_ALWAYS, TAKES_TIMER };

struct shadows {
    struct tappa__checks *c;
    struct claim *claims;
    uint32_t count;
    int prefixes; /* this stage has patterns with a prefix */
};

/* Longer names, or more dots, are not looked up by their prefixes: it would take too long. */
enum { longest_name = 512, most_dots = 16 };

static uint64_t
hash(struct tappa__text t)
{
    static const uint8_t key[] = "tappa checks 16";

    return tappa__siphash(t.s, t.n, key) | 1;
}

static uint64_t
guard_of(const struct tappa_model *m, const struct tappa_transition *row)
{
    return tappa__checks_unconditional(m, row) ? 0 : hash(tappa__program_text(m->expressions[row->guard].program));
}

static int
compare(const struct claim *a, const struct claim *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->cover != b->cover)
        return a->cover < b->cover ? -1 : 1;
    if (a->guard != b->guard)
        return a->guard < b->guard ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static void
sift(struct claim *claims, uint32_t at, uint32_t count)
{
    struct claim moved = claims[at];

    for (uint32_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && compare(&claims[child], &claims[child + 1]) < 0)
            child++;
        if (compare(&moved, &claims[child]) >= 0)
            break;
        claims[at] = claims[child];
    }
    claims[at] = moved;
}

/* Heap sort: no memory, no recursion, no bad case. */
static void
sort(struct claim *claims, uint32_t count)
{
    for (uint32_t i = count / 2; i-- > 0;)
        sift(claims, i, count);
    for (uint32_t end = count; end-- > 1;) {
        struct claim last = claims[end];

        claims[end] = claims[0];
        claims[0] = last;
        sift(claims, 0, end);
    }
}

/* The first row before `row` with this claim, or TAPPA_NONE. */
static uint32_t
find(const struct shadows *s, uint32_t kind, uint64_t cover, uint64_t guard, uint32_t row)
{
    struct claim wanted = {guard, cover, kind, 0};
    uint32_t low = 0, high = s->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (compare(&s->claims[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    wanted.row = row;
    if (low == s->count || compare(&s->claims[low], &wanted) >= 0)
        return TAPPA_NONE;
    return s->claims[low].row;
}

static uint32_t
find_either(const struct shadows *s, uint32_t kind, uint64_t cover, uint64_t guard, uint32_t row)
{
    uint32_t found = find(s, kind, cover, 0, row);

    return found == TAPPA_NONE && guard != 0 ? find(s, kind, cover, guard, row) : found;
}

/* `order.paid` is taken by `order.paid.*` and by `order.*`. */
static uint32_t
find_prefix(const struct shadows *s, struct tappa__text name, uint64_t guard, uint32_t row)
{
    uint32_t dots = 0;

    if (!s->prefixes || name.n > longest_name)
        return TAPPA_NONE;
    for (uint32_t n = name.n; n > 0 && dots < most_dots; n--) {
        uint32_t found;

        if (n < name.n && name.s[n] != '.')
            continue;
        dots++;
        found = find_either(s, TAKES_PREFIX, hash((struct tappa__text){name.s, n}), guard, row);
        if (found != TAPPA_NONE)
            return found;
    }
    return TAPPA_NONE;
}

static struct tappa__text
bare(const struct tappa__pattern *p)
{
    return (struct tappa__text){p->name.s, p->name.n - 2};
}

/* The earlier row that takes all of this pattern, or TAPPA_NONE. */
static uint32_t
find_pattern(const struct shadows *s, const struct tappa__pattern *p, uint64_t guard, uint32_t row)
{
    uint32_t found = find_either(s, TAKES_ANY, 0, guard, row);

    if (found != TAPPA_NONE || p->kind == TAPPA__ANY)
        return found;
    if (p->kind == TAPPA__PREFIX)
        return find_prefix(s, bare(p), guard, row);
    found = find_either(s, TAKES_EVENT, p->event, guard, row);
    return found != TAPPA_NONE ? found : find_prefix(s, s->c->m->events[p->event].name, guard, row);
}

static void
claim(struct shadows *s, uint32_t kind, uint64_t cover, uint64_t guard, uint32_t row)
{
    s->claims[s->count++] = (struct claim){guard, cover, kind, row};
}

static void
claim_row(struct shadows *s, const struct tappa_transition *row)
{
    const struct tappa_model *m = s->c->m;
    uint64_t guard = guard_of(m, row);

    if (row->kind == TAPPA__ALWAYS)
        claim(s, TAKES_ALWAYS, 0, guard, row->index);
    else if (row->kind == TAPPA__AFTER)
        claim(s, TAKES_TIMER, row->group, guard, row->index);
    for (uint32_t i = 0; row->kind != TAPPA__ALWAYS && row->kind != TAPPA__AFTER && i < row->patterns.count; i++) {
        const struct tappa__pattern *p = &m->patterns[row->patterns.first + i];

        if (p->kind == TAPPA__EXACT)
            claim(s, TAKES_EVENT, p->event, guard, row->index);
        else if (p->kind == TAPPA__PREFIX)
            claim(s, TAKES_PREFIX, hash(bare(p)), guard, row->index);
        else
            claim(s, TAKES_ANY, 0, guard, row->index);
        s->prefixes |= p->kind == TAPPA__PREFIX;
    }
}

static uint32_t
find_shadow(const struct shadows *s, const struct tappa_transition *row)
{
    uint64_t guard = guard_of(s->c->m, row);
    uint32_t found = TAPPA_NONE;

    if (row->kind == TAPPA__ALWAYS)
        return find_either(s, TAKES_ALWAYS, 0, guard, row->index);
    if (row->kind == TAPPA__AFTER)
        return find_either(s, TAKES_TIMER, row->group, guard, row->index);
    for (uint32_t i = 0; i < row->patterns.count; i++) {
        uint32_t one = find_pattern(s, &s->c->m->patterns[row->patterns.first + i], guard, row->index);

        if (one == TAPPA_NONE)
            return TAPPA_NONE;
        found = i == 0 || one < found ? one : found;
    }
    return found;
}

static void
report(struct tappa__checks *c, const struct tappa_transition *row, const struct tappa_transition *earlier)
{
    int same_guard = !tappa__checks_unconditional(c->m, earlier);

    tappa__diagnose(c->diagnostics, c->source, TAPPA__CODE_SHADOWED_ROW, row->place, row->path,
                    same_guard ? TAPPA__TEXT("change one of the two conditions, or remove this row")
                               : TAPPA__TEXT("put this row before it, or give the earlier row an `if`"),
                    same_guard ? "this row is never taken: the row in line %u has the same condition and comes first"
                               : "this row is never taken: the row in line %u comes first and always holds",
                    earlier->place.line);
}

/* The first timer that surely takes everybody out of the stage, or NULL: what is due later in the same stay never fires. */
static const struct tappa_transition *
last_timer(const struct tappa_model *m, struct tappa__span rows)
{
    const struct tappa_transition *found = NULL;

    for (uint32_t i = rows.first; i < rows.first + rows.count; i++) {
        const struct tappa_transition *row = &m->rows[i];

        if (row->kind == TAPPA__AFTER && row->at < 0 && row->targets.count > 0 && !row->internal &&
            tappa__checks_unconditional(m, row) && (found == NULL || row->delay < found->delay))
            found = row;
    }
    return found;
}

static void
check_timers(struct tappa__checks *c, struct tappa__span rows)
{
    const struct tappa_transition *last = last_timer(c->m, rows);

    for (uint32_t i = rows.first; last != NULL && i < rows.first + rows.count; i++) {
        const struct tappa_transition *row = &c->m->rows[i];

        if (row->kind != TAPPA__AFTER || row->group != i || row->group == last->group || row->delay < last->delay ||
            (row->delay == last->delay && row->index < last->index))
            continue;
        tappa__diagnose(c->diagnostics, c->source, TAPPA__CODE_SHADOWED_ROW, row->place, row->path,
                        TAPPA__TEXT("shorten its duration, or give the earlier row an `if`"),
                        "this row is never taken: the row in line %u has left the stage by then", last->place.line);
    }
}

static void
check_rows(struct shadows *s, struct tappa__span rows)
{
    const struct tappa_model *m = s->c->m;

    s->count = 0;
    s->prefixes = 0;
    if (rows.count < 2)
        return;
    for (uint32_t i = rows.first; i < rows.first + rows.count; i++)
        claim_row(s, &m->rows[i]);
    sort(s->claims, s->count);
    for (uint32_t i = rows.first + 1; i < rows.first + rows.count; i++) {
        uint32_t earlier = find_shadow(s, &m->rows[i]);

        if (earlier != TAPPA_NONE)
            report(s->c, &m->rows[i], &m->rows[earlier]);
    }
    check_timers(s->c, rows);
}

tappa_status
tappa__check_shadows(struct tappa__checks *c)
{
    struct shadows s = {.c = c};

    s.claims = tappa__checks_array(c, (size_t)c->m->pattern_count + c->m->row_count, sizeof *s.claims);
    if (s.claims == NULL)
        return TAPPA_ENOMEM;
    check_rows(&s, c->m->entry);
    for (uint32_t i = 0; i < c->m->stage_count; i++)
        check_rows(&s, c->m->stages[i].rows);
    return TAPPA_OK;
}
