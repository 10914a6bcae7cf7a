/* Owns letting journeys go that ended long ago, once a later one of the same model and key says all that they are asked for.
 * The fold calls it behind each entry, which mostly has nothing to do; whoever tells of journeys asks which are to be told of.
 * What goes, and when, follows from the history, like all of a customer: and many thousand journeys cost no more than sorting them now and then. */
#include <stdlib.h>
#include <string.h>

#include "lib/engine/engine.h"

/* Of this journey, which is asked when it is to be handed out. */
static int
needs(const struct tappa__customer *c, const struct tappa__contact *contact, const struct tappa__track *track)
{
    return tappa__contact_may_open(contact) && tappa__contact_is_of(c, contact, track);
}

static int
is_needed(const struct tappa__customer *c, const struct tappa__track *track)
{
    size_t i;

    for (i = 0; i < c->contact_count; i++)
        if (needs(c, &c->contacts[i], track))
            return 1;
    for (i = 0; i < c->again_count; i++)
        if (needs(c, &c->past[c->again[i]], track))
            return 1;
    return 0;
}

/* Whether one may be found that is superseded: they have ended long ago, and others have been there before. */
static int
is_worth_it(const struct tappa__customer *c, int64_t before)
{
    int old = 0, again = 0;
    size_t i;

    for (i = 0; i < c->track_count; i++) {
        old |= c->tracks[i].ended && tappa_journey_last(c->tracks[i].journey) < before;
        again |= c->tracks[i].ordinal > 1;
        if (old && again)
            return 1;
    }
    return 0;
}

struct place { /* of a journey among the others */
    const char *model;
    struct tappa__text key;
    size_t at;
};

static int
compare_groups(const struct place *a, const struct place *b)
{
    int order = strcmp(a->model, b->model);

    return order ? order : tappa__text_compare(a->key, b->key);
}

static int
compare_places(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    int order = compare_groups(x, y);

    return order ? order : x->at < y->at ? -1 : x->at > y->at;
}

/* Of each journey whether a later one of the same model and key says all that it is asked for once it has ended. NULL: out of memory. */
static unsigned char *
find_superseded(const struct tappa__customer *c)
{
    struct tappa__arena *arena = &c->engine->scratch;
    struct place *places = tappa__arena_alloc(arena, c->track_count * sizeof *places);
    unsigned char *superseded = tappa__arena_alloc(arena, c->track_count);
    size_t i;

    if (!places || !superseded)
        return NULL;
    for (i = 0; i < c->track_count; i++)
        places[i] = (struct place){tappa_model_name(c->engine->forces[c->tracks[i].force].model), c->tracks[i].key, i};
    qsort(places, c->track_count, sizeof *places, compare_places);
    for (i = 0; i < c->track_count; i++)
        superseded[places[i].at] = i + 1 < c->track_count && !compare_groups(&places[i], &places[i + 1]);
    return superseded;
}

static int
is_over(const struct tappa__track *track, int64_t before)
{
    return track->ended && tappa_journey_last(track->journey) < before;
}

tappa_status
tappa__tracks_told(const struct tappa__customer *c, const struct tappa__track **out, size_t *count)
{
    int64_t before = tappa__archive_before(c);
    int all = !is_worth_it(c, before);
    const unsigned char *superseded = all ? NULL : find_superseded(c);
    size_t i;

    *count = 0;
    if (!all && !superseded)
        return TAPPA_ENOMEM;
    for (i = 0; i < c->track_count; i++)
        if (all || !superseded[i] || !is_over(&c->tracks[i], before))
            out[(*count)++] = &c->tracks[i];
    return TAPPA_OK;
}

tappa_status
tappa__tracks_prune(struct tappa__customer *c)
{
    /* Now and then, by a number that follows from the history: to look costs more than a few journeys do. */
    int64_t before = c->track_count > 1 && c->entry_count % 32 == 0 ? tappa__archive_before(c) : INT64_MIN;
    unsigned char *superseded;
    size_t i, kept = 0;

    if (before == INT64_MIN || !is_worth_it(c, before))
        return TAPPA_OK;
    superseded = find_superseded(c);
    if (!superseded)
        return TAPPA_ENOMEM;
    for (i = 0; i < c->track_count; i++) {
        const struct tappa__track *track = &c->tracks[i];

        if (superseded[i] && is_over(track, before) && !is_needed(c, track))
            tappa_journey_free(track->journey);
        else
            c->tracks[kept++] = *track;
    }
    c->track_count = kept;
    return TAPPA_OK;
}
